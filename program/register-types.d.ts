/** Resolves the references of the environment before the program starts. Exports nothing. */
export {};
