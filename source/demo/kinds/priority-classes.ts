import {isSame} from '../object.ts';
import {type Cause, forbiddenField, immutable, type Kind, unsupported} from './kind.ts';
import {objectShape} from './metadata.ts';

const policies = ['PreemptLowerPriority', 'Never'];

/** Above this are only the classes that the cluster comes with. */
const highest = 1_000_000_000;

const systemValues: Readonly<Record<string, number>> = {
	'system-cluster-critical': 2_000_000_000,
	'system-node-critical': 2_000_001_000,
};

export const priorityClasses: Kind = {
	group: 'scheduling.k8s.io',
	version: 'v1',
	kind: 'PriorityClass',
	plural: 'priorityclasses',
	singular: 'priorityclass',
	shortNames: ['pc'],
	isNamespaced: false,
	hasGeneration: true,
	shape: objectShape({
		value: {is: 'integer'},
		globalDefault: {is: 'flag'},
		description: {is: 'string'},
		preemptionPolicy: {is: 'string'},
	}),
	fill(priorityClass) {
		priorityClass.value ??= 0;
		priorityClass.preemptionPolicy ??= 'PreemptLowerPriority';
	},
	check({metadata, value, preemptionPolicy}, before) {
		const causes = before ? [] : checkValue(metadata.name, value);
		if (before && !isSame(before.value, value))
			causes.push(forbiddenField('value', 'may not be changed in an update.'));
		if (!policies.includes(preemptionPolicy))
			causes.push(unsupported('preemptionPolicy', preemptionPolicy, policies));
		else if (before)
			causes.push(
				...immutable('preemptionPolicy', preemptionPolicy, before.preemptionPolicy === preemptionPolicy),
			);
		return causes;
	},
};

function checkValue(name: string, value: number): Cause[] {
	if (name.startsWith('system-') && systemValues[name] !== value) {
		const why = "priority class names with 'system-' prefix are reserved for system use only.";
		const problem =
			name in systemValues
				? `value of ${name} PriorityClass must be ${systemValues[name]}`
				: `${name} is not a known system priority class`;
		return [forbiddenField('metadata.name', `${why} error: ${problem}`)];
	}
	if (value <= highest || name in systemValues) return [];
	return [forbiddenField('value', `maximum allowed value of a user defined priority is ${highest}`)];
}
