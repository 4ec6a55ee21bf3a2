import type {Split} from '../model/split.ts';
import {wrongCount} from './field-checks.ts';
import {besideField, joining, portsLed, versionDoubts, versionFields} from './new-version.ts';
import type {MakingObjective} from './objective.ts';
import {waysTo} from './present-ways.ts';
import {allOf, withVersion} from './way-changes.ts';
import {nameField} from './workload.ts';

/** One more version in every way that leads to the one beside it: a split may have several challengers. */
export const challenge: MakingObjective = {
	name: 'challenge',
	title: 'Challenge a model',
	help: 'Puts one more version into the splits and routes of a model that are there, and sends it a part of the requests.',
	example: 'do challenge cards-v3 image=registry.example/cards:3 beside=cards-v1 percent=5',
	...joining,
	fields: [
		nameField('new version'),
		besideField,
		{
			name: 'percent',
			says: 'percent of the requests for the new version',
			usual: '5',
			wrong: wrongCount(0, 100),
		},
		...versionFields,
	],
	changes(values, found) {
		const {name = '', beside = '', percent} = values;
		const joining = {name, beside, percent: Number(percent), ...portsLed(values, found)};
		const ways = waysTo(beside, found).filter(({way}) => !isForOne(way));
		if (ways.length === 0)
			return {
				refused: 'not-found',
				says: `No route leads to Service ${found.namespace}/${beside} that could be divided.`,
				hint: `Make one: do ab-test ${name} image=… beside=${beside}`,
			};
		const edits = allOf(ways.map(way => withVersion(way, joining)));
		return 'refused' in edits ? edits : {edits};
	},
	doubts: versionDoubts,
	thereafter: ({name}, {namespace}) => [
		`See how it does: sluice get models -n ${namespace}`,
		`End it: take its share with sluice shift, then sluice do retire ${name} -n ${namespace}`,
	],
};

/** Who is sent to one version by a header of theirs is not divided again. */
function isForOne({backends, match}: Split): boolean {
	return backends.length === 1 && match.includes('=');
}
