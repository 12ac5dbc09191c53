/** Edges of the square pictures in pixels, by the name that edX's clients know them by. */
export const IMAGE_SIZES = { full: 500, large: 120, medium: 50, small: 30 } as const;

export type ImageSizeName = keyof typeof IMAGE_SIZES;
export type ImageSize = (typeof IMAGE_SIZES)[ImageSizeName];

/** Stands in the place of a digest in the address of the picture of those who have none. */
export const NO_IMAGE = 'default';
