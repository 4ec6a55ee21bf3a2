import {isObject, type KubernetesObject} from '../model/object.ts';
import {parseSlim} from './slim-object.ts';

/** One event of a watch, as the API streams it: a JSON object a line. */
export type WatchEvent = {
	readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
	readonly object: KubernetesObject;
};

const types: ReadonlySet<unknown> = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']);

/** The event in a line; undefined where it is none. */
export function parseWatchLine(line: string): WatchEvent | undefined {
	try {
		const event = parseSlim(line) as Partial<WatchEvent> | null;
		const isEvent = types.has(event?.type) && isObject(event?.object);
		return isEvent && (event.type === 'ERROR' || isObject(event.object.metadata))
			? (event as WatchEvent)
			: undefined;
	} catch {
		return undefined;
	}
}

/** Whether it is a list where events were expected. */
export function isList(line: string): boolean {
	return /^\{"(kind|apiVersion|metadata|items)"/.test(line) && /"(items|rows)":/.test(line);
}

export type Lines = {
	push(chunk: Buffer): void;
	/** How many bytes wait for their line break. */
	held(): number;
	/** What came after the last line break: the beginning of a line that never ended. */
	rest(): string;
};

/**
 * Splits chunks of bytes into lines. Lines are cut before they are decoded, so
 * that a character in two chunks stays whole.
 */
export function lines(tell: (line: string) => void): Lines {
	let held: Buffer[] = [];
	let heldBytes = 0;
	return {
		push(chunk) {
			let start = 0;
			for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
				tell(
					held.length === 0 ? chunk.toString('utf8', start, end) : joined(held, chunk.subarray(start, end)),
				);
				held = [];
				heldBytes = 0;
				start = end + 1;
			}
			if (start === chunk.length) return;
			held.push(chunk.subarray(start));
			heldBytes += chunk.length - start;
		},
		held: () => heldBytes,
		rest: () => Buffer.concat(held).toString('utf8'),
	};
}

function joined(held: readonly Buffer[], last: Buffer): string {
	return Buffer.concat([...held, last]).toString('utf8');
}
