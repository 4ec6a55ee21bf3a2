import {flag, lineOf, type Setting} from './setting.ts';

/** What an operator may settle for one context. */
export type ContextConfiguration = {
	/** `local` asks for a key before a write, `production` for a word. Unclassified contexts count as production, loopback as local. */
	readonly class?: (typeof classes)[number];
	readonly readOnly?: boolean;
};

const classes = ['local', 'staging', 'production'] as const;

export const contextSettings: readonly Setting[] = [
	{
		name: 'class',
		faultIn: (value, text, owner) =>
			(classes as readonly unknown[]).includes(value)
				? undefined
				: `line ${lineOf('class', text)}: class of ${owner} must be local, staging or production`,
	},
	flag('readOnly'),
];
