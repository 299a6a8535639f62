// The variables that a program is started with. Only cli/ and action/ take them from the process; everybody else is given them.

/** Variables of the environment by name. */
export type Environment = Readonly<Record<string, string | undefined>>;
