import {wrongCount} from './field-checks.ts';
import {besideField, joining, portsLed, versionDoubts, versionFields} from './new-version.ts';
import type {MakingObjective} from './objective.ts';
import {waysTo} from './present-ways.ts';
import {allOf, withCopies} from './way-changes.ts';
import {nameField} from './workload.ts';

/** A version that gets copies of the requests; nobody gets its answers. */
export const shadow: MakingObjective = {
	name: 'shadow',
	title: 'Shadow a model',
	help: 'Sends copies of a model’s requests to another version, whose answers nobody gets.',
	example: 'do shadow cards-v3 image=registry.example/cards:3 beside=cards-v1 percent=20',
	...joining,
	fields: [
		nameField('shadow'),
		besideField,
		{
			name: 'percent',
			says: 'percent of the requests that are copied',
			usual: '100',
			wrong: wrongCount(1, 100),
		},
		...versionFields,
	],
	changes(values, found) {
		const {name = '', beside = '', percent} = values;
		const joining = {name, beside, percent: Number(percent), ...portsLed(values, found)};
		const ways = waysTo(beside, found);
		if (ways.length === 0)
			return {
				refused: 'not-found',
				says: `No route leads to Service ${found.namespace}/${beside} whose requests could be copied.`,
				hint: 'An HTTPRoute or a VirtualService must lead there first.',
			};
		const edits = allOf(ways.map(way => withCopies(way, joining)));
		return 'refused' in edits ? edits : {edits};
	},
	doubts: (values, found) => [
		{
			says: 'What a request does is done twice: a shadow that writes, pays or sends mail does so for real.',
			hint: 'Give it a store of its own, or let it only read.',
		},
		...versionDoubts(values, found),
	],
	thereafter: ({name}, {namespace}) => [`End it: sluice do retire ${name} -n ${namespace}`],
};
