/** What a book of rules calls the controls that ask for the same, by the id of the control. */
export type RuleBook = Readonly<Record<string, readonly string[]>>;
