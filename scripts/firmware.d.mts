/** Builds all images if their sources have changed, and answers the folder with `<image>.hex` and `<image>.elf`. */
export function ensureFirmware(): string
