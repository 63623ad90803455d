/// <reference types="vite/client" />

// Attributes every component passes on to its element.
declare module 'vue' {
  interface AllowedComponentProps {
    'aria-label'?: string
    'aria-pressed'?: boolean
    'aria-expanded'?: boolean
    'aria-invalid'?: boolean
    'aria-describedby'?: string
    'data-testid'?: string
    required?: boolean
    title?: string
    form?: string
    spellcheck?: 'true' | 'false'
    href?: string
    onClick?: (event: MouseEvent) => unknown
    onSubmit?: (event: Event) => unknown
  }
  interface HTMLAttributes {
    'data-code'?: string
    /** By these the keyboard finds a step and a way. */
    'data-step'?: string
    'data-way'?: string
  }
}

export {}
