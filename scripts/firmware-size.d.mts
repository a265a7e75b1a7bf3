/** Bytes of flash, of static memory, and of the deepest stack that the machine code can reach. */
export function sizeOf(elf: string): { readonly flash: number; readonly ram: number; readonly stack: number }
