/** `@empowernow/ui`: what host and plugins may show. */
import './shared.ts'

export { Alert, type AlertProps } from './alert.tsx'
export { Badge, type BadgeProps } from './badge.tsx'
export { BootSkeleton } from './boot-skeleton.tsx'
export { Breadcrumb, type BreadcrumbProps, type Crumb } from './breadcrumb.tsx'
export { Button, ButtonLink, type ButtonLinkProps, type ButtonProps } from './button.tsx'
export { Card, type CardProps } from './card.tsx'
export { Chart, type ChartKind, type ChartProps, type ChartSeries } from './chart.tsx'
export { Checkbox, type ChoiceProps, Switch } from './choice.tsx'
export { Container, type ContainerProps } from './container.tsx'
export { DatePicker, type DatePickerProps } from './date-picker.tsx'
export { EmptyState, type EmptyStateProps } from './empty-state.tsx'
export { Field, type FieldControl, type FieldProps } from './field.tsx'
export { Form, type FormError, type FormProps } from './form.tsx'
export { Grid, type GridProps } from './grid.tsx'
export { Icon, type IconName, type IconProps, isIconName } from './icon.tsx'
export { Menu, type MenuItem, type MenuProps } from './menu.tsx'
export { Modal, type ModalProps } from './modal.tsx'
export { type Permission, Permitted, type PermittedProps, usePermission, usePermitted } from './permitted.tsx'
export { isProblemError } from './problem.ts'
export { SdkProvider, type SdkProviderProps, useSdk } from './sdk-context.tsx'
export { Select, type SelectOption, type SelectProps } from './select.tsx'
export { Skeleton, type SkeletonProps } from './skeleton.tsx'
export { Spinner, type SpinnerProps } from './spinner.tsx'
export { Stack, type StackProps } from './stack.tsx'
export { Stat, type StatProps } from './stat.tsx'
export { type Column, type Sort, type SortValue, Table, type TableProps } from './table.tsx'
export { type Tab, Tabs, type TabsProps } from './tabs.tsx'
export { Text, type TextProps } from './text.tsx'
export { TextField, type TextFieldProps } from './text-field.tsx'
export {
  applyDensity,
  applyTheme,
  chooseMode,
  type Density,
  type Mode,
  type ModeChoice,
  onThemeChange,
  type Theme,
  type UiSettings,
  useTheme,
} from './theme.ts'
export { toast, Toaster, type ToastMessage } from './toast.tsx'
export type { Tone } from './tone.ts'
export { VisuallyHidden } from './visually-hidden.tsx'

// A plugin's author needs no second package for the types of what it is handed.
export type { ContributionProps, Sdk, SseEvent, SseState } from '../sdk/index.ts'
