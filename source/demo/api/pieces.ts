import type {ServerResponse} from 'node:http';
import {setImmediate as pause} from 'node:timers/promises';
import type {Tree} from '../object.ts';
import {type Exchange, jsonType, send} from './exchange.ts';
import {isForPeople} from './pretty.ts';

const elementsAtOnce = 50;

/**
 * Answers with `head` and these elements as its items. A long list neither keeps the thread nor stands in
 * memory before its reader is ready for more. An element without text is left out.
 */
export async function sendPieces<Element>(
	exchange: Exchange,
	head: Tree,
	elements: readonly Element[],
	textOf: (element: Element) => string | undefined,
): Promise<void> {
	const textsOf = (some: readonly Element[]) => some.map(textOf).filter(text => text !== undefined);
	if (isForPeople(exchange)) {
		return send(exchange, 200, {...head, items: textsOf(elements).map(text => JSON.parse(text))});
	}
	const {response} = exchange;
	response.writeHead(200, {'Content-Type': jsonType, 'Cache-Control': 'no-cache, private'});
	response.write(`${JSON.stringify(head).slice(0, -1)},"items":[`);
	let comma = '';
	for (let next = 0; next < elements.length; next += elementsAtOnce) {
		const texts = textsOf(elements.slice(next, next + elementsAtOnce));
		if (texts.length > 0) response.write(`${comma}${texts.join(',')}`);
		if (texts.length > 0) comma = ',';
		await pause();
		if (response.writableNeedDrain) await drained(response);
		if (response.destroyed) return;
	}
	response.end(']}\n');
}

/** Resolves once what was written is taken, or its reader gone. */
function drained(response: ServerResponse): Promise<void> {
	return new Promise(resolve => {
		const go = () => {
			response.off('drain', go);
			response.off('close', go);
			resolve();
		};
		response.on('drain', go);
		response.on('close', go);
	});
}
