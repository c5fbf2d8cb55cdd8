/** What was stored, and whether nobody had spoken of it before. */
export interface Stored<View> {
  readonly isNew: boolean;
  readonly view: View;
}
