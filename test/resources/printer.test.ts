import {describe, expect, it} from 'vitest';
import {resourceViews} from '../../source/resources/index.ts';
import {isRecorded, recorded} from './recorded.ts';

/** Cells that say more or less than kubectl's on purpose. */
const ownWords: {readonly [view: string]: readonly string[]} = {
	// kubectl adds the host a component runs on.
	events: ['SOURCE'],
};

describe.each(resourceViews.filter(({name}) => isRecorded(name)))('$name', view => {
	it.each(recorded(view.name))('prints $name as the API server does', ({object, printed, at}) => {
		const row = view.project(object)!;
		const shared = view.columns.filter(
			({title}) => title in printed && !ownWords[view.name]?.includes(title),
		);
		const cells = Object.fromEntries(shared.map(column => [column.title, column.cell(row, {now: at})]));
		expect(shared.length).toBeGreaterThan(4);
		expect(cells).toEqual(Object.fromEntries(shared.map(({title}) => [title, printed[title]])));
	});
});
