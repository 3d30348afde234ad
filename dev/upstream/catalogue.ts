/** What the demo tenants have in stock. */
import type { ItemInput } from './item.ts'

type Row = readonly [name: string, category: string, location: string, quantity: number, reorder: number, cents: number]

const WORKSHOP: readonly Row[] = [
  ['Angle grinder 125 mm', 'Power tools', 'Hall A / 01', 18, 6, 8_990],
  ['Anti-fatigue mat', 'Safety', 'Hall C / 04', 41, 10, 4_250],
  ['Ball bearing 6204', 'Machine parts', 'Hall B / 11', 640, 200, 385],
  ['Bench vice 120 mm', 'Hand tools', 'Hall A / 03', 9, 4, 11_900],
  ['Cable reel 50 m', 'Electrical', 'Hall A / 07', 14, 5, 7_450],
  ['Calliper, digital', 'Measuring', 'Hall A / 02', 22, 8, 3_990],
  ['Cordless drill 18 V', 'Power tools', 'Hall A / 01', 27, 10, 15_900],
  ['Cutting oil 5 l', 'Consumables', 'Hall C / 01', 33, 12, 2_890],
  ['Ear defenders', 'Safety', 'Hall C / 04', 120, 40, 1_790],
  ['Feeler gauge set', 'Measuring', 'Hall A / 02', 16, 5, 1_250],
  ['Fire extinguisher 6 kg', 'Safety', 'Hall C / 05', 12, 6, 5_490],
  ['Hex key set, 9 pieces', 'Hand tools', 'Hall A / 03', 58, 20, 1_490],
  ['Hose clamp 16 to 27 mm', 'Machine parts', 'Hall B / 12', 930, 300, 65],
  ['Hydraulic jack 3 t', 'Lifting', 'Hall B / 01', 5, 3, 18_900],
  ['LED work light 40 W', 'Electrical', 'Hall A / 07', 31, 10, 4_990],
  ['Lifting sling 2 m', 'Lifting', 'Hall B / 01', 44, 15, 1_150],
  ['Micrometer 0 to 25 mm', 'Measuring', 'Hall A / 02', 7, 4, 6_790],
  ['Nitrile gloves, box of 100', 'Safety', 'Hall C / 04', 210, 80, 1_290],
  ['Pallet truck 2.5 t', 'Lifting', 'Hall B / 02', 3, 2, 42_900],
  ['Safety goggles', 'Safety', 'Hall C / 04', 96, 40, 890],
  ['Screw M8 x 40, box of 200', 'Machine parts', 'Hall B / 10', 74, 25, 1_840],
  ['Socket set, 94 pieces', 'Hand tools', 'Hall A / 03', 11, 4, 9_900],
  ['Spirit level 60 cm', 'Measuring', 'Hall A / 02', 19, 6, 2_450],
  ['Torque wrench 20 to 200 Nm', 'Hand tools', 'Hall A / 03', 2, 4, 8_450],
  ['V-belt SPZ 1000', 'Machine parts', 'Hall B / 11', 86, 30, 790],
  ['Welding wire 0.8 mm, 5 kg', 'Consumables', 'Hall C / 02', 4, 8, 3_290],
]

const LABORATORY: readonly Row[] = [
  ['Amber bottle 500 ml', 'Glassware', 'Store 1 / A', 180, 60, 340],
  ['Analytical balance 220 g', 'Instruments', 'Store 2 / C', 4, 2, 189_000],
  ['Beaker 250 ml', 'Glassware', 'Store 1 / A', 240, 80, 290],
  ['Bunsen burner', 'Heating', 'Store 2 / A', 17, 6, 3_450],
  ['Burette 50 ml', 'Glassware', 'Store 1 / B', 26, 10, 4_890],
  ['Centrifuge tube 15 ml, 50 pieces', 'Plastics', 'Store 1 / D', 92, 30, 1_690],
  ['Cryo gloves', 'Safety', 'Store 3 / A', 13, 5, 11_200],
  ['Erlenmeyer flask 500 ml', 'Glassware', 'Store 1 / A', 130, 50, 520],
  ['Face shield', 'Safety', 'Store 3 / A', 35, 15, 1_590],
  ['Filter paper 110 mm, 100 pieces', 'Consumables', 'Store 1 / E', 64, 25, 1_240],
  ['Fume hood filter', 'Consumables', 'Store 3 / C', 6, 4, 23_900],
  ['Hot plate with stirrer', 'Heating', 'Store 2 / A', 9, 4, 34_500],
  ['Indicator strips pH 0 to 14', 'Consumables', 'Store 1 / E', 150, 50, 690],
  ['Lab coat, size M', 'Safety', 'Store 3 / B', 48, 20, 2_790],
  ['Magnetic stir bar 30 mm', 'Consumables', 'Store 1 / E', 85, 30, 410],
  ['Measuring cylinder 100 ml', 'Glassware', 'Store 1 / B', 77, 30, 780],
  ['Micropipette 100 to 1000 µl', 'Instruments', 'Store 2 / C', 3, 6, 17_900],
  ['Nitrogen regulator', 'Gas', 'Store 3 / D', 5, 2, 21_400],
  ['Parafilm roll', 'Consumables', 'Store 1 / E', 28, 10, 3_150],
  ['Petri dish 90 mm, 20 pieces', 'Plastics', 'Store 1 / D', 210, 80, 540],
  ['pH meter, portable', 'Instruments', 'Store 2 / C', 8, 4, 26_900],
  ['Pipette tips 1000 µl, 960 pieces', 'Plastics', 'Store 1 / D', 39, 40, 4_890],
  ['Round-bottom flask 250 ml', 'Glassware', 'Store 1 / A', 58, 20, 1_150],
  ['Separating funnel 250 ml', 'Glassware', 'Store 1 / B', 12, 5, 3_890],
  ['Thermometer -10 to 110 °C', 'Instruments', 'Store 2 / B', 44, 15, 690],
  ['Water bath 12 l', 'Heating', 'Store 2 / A', 2, 2, 58_900],
]

/** Acme runs a workshop, everybody else a laboratory. */
export function catalogueOf(tenant: string): readonly ItemInput[] {
  const [rows, prefix] = tenant === 'acme.localhost' ? ([WORKSHOP, 'WRK'] as const) : ([LABORATORY, 'LAB'] as const)
  return rows.map(([name, category, location, quantity, reorderLevel, unitPriceCents], at) => ({
    sku: `${prefix}-${String(100 + at * 7).padStart(4, '0')}`,
    name,
    category,
    location,
    quantity,
    reorderLevel,
    unitPriceCents,
  }))
}
