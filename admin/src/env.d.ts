/// <reference types="vite/client" />

// Attributes every component passes on to its element.
declare module 'vue' {
  interface AllowedComponentProps {
    'aria-label'?: string
    'aria-pressed'?: boolean
    'aria-invalid'?: boolean
    'aria-describedby'?: string
    'data-testid'?: string
    required?: boolean
    title?: string
    role?: string
    form?: string
    spellcheck?: 'true' | 'false'
    'aria-expanded'?: 'true' | 'false'
    'aria-controls'?: string
    'aria-activedescendant'?: string
    href?: string
    onClick?: (event: MouseEvent) => unknown
    onSubmit?: (event: Event) => unknown
  }
  interface HTMLAttributes {
    /** What the keyboard finds it by. */
    'data-step'?: string
    'data-way'?: string
    'data-code'?: string
  }
}

export {}
