import type {Tree} from '../object.ts';
import {type Cause, forbiddenField, invalidValue, nonNegative, required} from './kind.ts';

const handlers = ['exec', 'httpGet', 'tcpSocket', 'grpc'];

const numbers = [
	'initialDelaySeconds',
	'timeoutSeconds',
	'periodSeconds',
	'successThreshold',
	'failureThreshold',
];

/** What is wrong with the probes of a container; one that has to end before others start may have none. */
export function checkProbes(container: Tree, field: string, mayHaveAny: boolean): Cause[] {
	return ['livenessProbe', 'readinessProbe', 'startupProbe'].flatMap(name => {
		const probe: Tree | undefined = container[name];
		if (!probe) return [];
		const at = `${field}.${name}`;
		return mayHaveAny ? checkProbe(probe, at, name !== 'readinessProbe') : [forbiddenField(at, endsFirst)];
	});
}

const endsFirst = 'may not be set for init containers without restartPolicy=Always';

function checkProbe(probe: Tree, field: string, isOnceEnough: boolean): Cause[] {
	const {successThreshold} = probe;
	const isOnce = !isOnceEnough || successThreshold === 1;
	return [
		...(handlers.some(handler => probe[handler]) ? [] : [required(field, 'must specify a handler type')]),
		...numbers.flatMap(name => nonNegative(`${field}.${name}`, probe[name])),
		...(isOnce ? [] : [invalidValue(`${field}.successThreshold`, successThreshold, 'must be 1')]),
	];
}
