/**
 * What a computation says of itself in what it prints: how far it is, and what
 * came of it. Nobody prescribes how that is written, so that the usual ways of
 * writing it are known here, and whatever else is printed means nothing.
 */

import {answerIn, sayAnswer} from './answer-table.ts';
import type {JsonObject} from './json.ts';
import {isObject} from './object.ts';

/** How far it is. `percent` from 0 to 100. */
export type PrintedProgress = {readonly percent: number; readonly says: string};

/** `epoch 3/10`, `Step 40 of 200`, `[Stage 1:> (3 + 4) / 10]` is none: what is counted is named right before. */
const counted =
	/\b(epoch|step|iteration|iter|batch|round|trial|fold|stage|chunk|part)\b[\s:#=]*(\d+)\s*(?:\/|of)\s*(\d+)/i;
/** `progress: 37%, 2 executors, stage 1: 3 of 8 tasks`: what stands behind the number says more than the number. */
const described = /^progress: (\d{1,3})%, (.+)$/;
/** A number on its own says nothing of what it is a part of. */
const share = /\bprogress\b["']?\s*[:=]\s*(\d+(?:\.\d+)?|\.\d+)\s*(%)?/i;
/** `40%`, `40.5 %`; not `x=140%` of something, nor a rate. */
const percent = /(?:^|[\s([|:=])(\d{1,3}(?:\.\d+)?)\s?%(?!\w)/;

/** How far the last line that tells is; undefined where none does. */
export function progressIn(lines: readonly string[]): PrintedProgress | undefined {
	for (const line of lines.toReversed()) {
		// A bar is drawn over itself: what was written last stands.
		const found = progressOf(line.split('\r').findLast(each => each.trim() !== '') ?? '');
		if (found !== undefined) return found;
	}
	return undefined;
}

function progressOf(line: string): PrintedProgress | undefined {
	const [, reached, says] = described.exec(line) ?? [];
	if (says !== undefined && Number(reached) <= 100)
		return {percent: Number(reached), says: `${says} (${reached} %)`};
	const [, what = '', done, all] = counted.exec(line) ?? [];
	if (done !== undefined && Number(all) > 0 && Number(done) <= Number(all)) {
		const reached = Math.floor((Number(done) * 100) / Number(all));
		return {percent: reached, says: `${what.toLowerCase()} ${done} of ${all} (${reached} %)`};
	}
	const [, text, sign] = share.exec(line) ?? [];
	if (text !== undefined)
		return ofHundred(Number(text) * (sign === undefined && Number(text) <= 1 ? 100 : 1));
	const [, alone] = percent.exec(line) ?? [];
	return alone === undefined ? undefined : ofHundred(Number(alone));
}

function ofHundred(number: number): PrintedProgress | undefined {
	const reached = Math.floor(number);
	return number > 100 ? undefined : {percent: reached, says: `${reached} %`};
}

/** What came of it: the message it left where its container ended, else the last line it printed; undefined where neither is a JSON object. */
export function resultIn(message: string | undefined, lines: readonly string[]): JsonObject | undefined {
	const last = lines.findLast(line => line.trim() !== '');
	return jsonIn(message) ?? jsonIn(last);
}

function jsonIn(text: string | undefined): JsonObject | undefined {
	if (text === undefined || !text.trim().startsWith('{')) return undefined;
	try {
		const value = JSON.parse(text);
		return isObject(value) && Object.keys(value).length > 0 ? value : undefined;
	} catch {
		return undefined;
	}
}

/** More is for its log. */
const mostSaid = 6;

/** `accuracy 0.93, rows 2000`. */
export function sayResult(result: JsonObject): string {
	const answer = answerIn(result);
	if (answer !== undefined) return sayAnswer(answer);
	const pairs = Object.entries(result).map(([name, value]) => {
		const text = typeof value === 'string' ? value : JSON.stringify(value);
		return `${name} ${text}`;
	});
	const more = pairs.length - mostSaid;
	return `${pairs.slice(0, mostSaid).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
