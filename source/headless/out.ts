import {neutral} from '../terminal/neutral.ts';

/**
 * Results go to standard output, everything said to a person to standard
 * error. Names, images and messages come from outside, so every line passes
 * through here: nothing in it may steer the terminal.
 */
export type Out = {
	result(text: string): void;
	/** A value for scripts: on one line, or indented where a person may read it too. */
	json(value: unknown, indent?: number): void;
	say(text: string): void;
};

type Writable = {write(text: string): unknown};

export function outTo(stdout: Writable, stderr: Writable): Out {
	return {
		result: text => stdout.write(`${harmless(text)}\n`),
		json: (value, indent) => stdout.write(`${sayJson(value, indent)}\n`),
		say: text => stderr.write(`${harmless(text)}\n`),
	};
}

function harmless(text: string): string {
	return text.split('\n').map(neutral).join('\n');
}

/** JSON escapes the C0 controls by itself; DEL and C1 mean as much to some terminals. */
function sayJson(value: unknown, indent?: number): string {
	return JSON.stringify(value, undefined, indent).replace(
		/[\u007f-\u009f]/g,
		control => `\\u00${control.charCodeAt(0).toString(16)}`,
	);
}
