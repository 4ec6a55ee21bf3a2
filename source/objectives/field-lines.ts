import {EVENT_ID, type Event, getScalarValue, parseEvents} from 'js-yaml';
import type {Written} from '../model/plan.ts';

type Open = {readonly path: string; isList: boolean; index: number; key: string | undefined};

/** The lines on which the fields of each document of a YAML text stand, by dotted paths as API servers write them: `spec.containers[0].image`. */
export function fieldLines(text: string): Array<Written['lines']> {
	const starts = [0, ...[...text.matchAll(/\n/g)].map(({index}) => index + 1)];
	let line = 1;
	/** Asked for in the order of the text, or nearly so: each search begins where the last one ended. */
	const lineAt = (offset: number): number => {
		while (line < starts.length && starts[line]! <= offset) line++;
		while (line > 1 && starts[line - 1]! > offset) line--;
		return line;
	};
	const documents: Array<Record<string, number>> = [];
	let open: Open[] = [];
	/** The path of the value that stands there, after which another is to come. */
	const place = (offset: number): string => {
		const top = open.at(-1);
		if (top === undefined) return '';
		const path = top.isList ? `${top.path}[${top.index++}]` : memberOf(top);
		documents.at(-1)![path] ??= lineAt(offset);
		top.key = undefined;
		return path;
	};
	for (const event of parseEvents(text, {}) as Event[]) {
		switch (event.type) {
			case EVENT_ID.DOCUMENT:
				documents.push({});
				open = [];
				break;
			case EVENT_ID.MAPPING:
			case EVENT_ID.SEQUENCE: {
				const path = place(event.start);
				open.push({path, isList: event.type === EVENT_ID.SEQUENCE, index: 0, key: undefined});
				break;
			}
			case EVENT_ID.SCALAR:
			case EVENT_ID.ALIAS: {
				const top = open.at(-1);
				const offset = event.type === EVENT_ID.SCALAR ? event.valueStart : event.anchorStart;
				if (top && !top.isList && top.key === undefined && event.type === EVENT_ID.SCALAR) {
					top.key = getScalarValue(text, event);
					// A field stands where its name does.
					documents.at(-1)![memberOf(top)] = lineAt(offset);
				} else place(offset);
				break;
			}
			case EVENT_ID.POP:
				open.pop();
		}
	}
	return documents;
}

function memberOf({path, key}: Open): string {
	return `${path}${path && '.'}${key}`;
}
