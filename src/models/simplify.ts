/** A mapped type that keeps hovers readable. */

/** The properties of an intersection as one object type, which editors show in one piece. */
export type Simplify<Intersection> = { [Key in keyof Intersection]: Intersection[Key] } & {};
