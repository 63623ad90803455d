/// <reference types="vite/client" />

// Attributes every component passes on to its element.
declare module 'vue' {
  interface AllowedComponentProps {
    'aria-label'?: string
    'aria-pressed'?: boolean
    'aria-invalid'?: boolean
    'aria-describedby'?: string
    'data-testid'?: string
    'data-code'?: string
    required?: boolean
    href?: string
    onClick?: (event: MouseEvent) => unknown
    onSubmit?: (event: Event) => unknown
  }
}

export {}
