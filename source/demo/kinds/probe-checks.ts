import type {Tree} from '../object.ts';
import {type Cause, forbiddenField, invalidValue, nonNegative, oneOf, required} from './kind.ts';
import {checkPort} from './port-checks.ts';

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
	const {successThreshold, terminationGracePeriodSeconds: graceSeconds} = probe;
	const isOnce = !isOnceEnough || successThreshold === 1;
	const at = `${field}.terminationGracePeriodSeconds`;
	const isReadiness = !isOnceEnough && graceSeconds !== undefined;
	const isTooShort = isOnceEnough && graceSeconds !== undefined && graceSeconds <= 0;
	return [
		...checkHandlers(probe, field, handlers),
		...numbers.flatMap(name => nonNegative(`${field}.${name}`, probe[name])),
		...(isOnce ? [] : [invalidValue(`${field}.successThreshold`, successThreshold, 'must be 1')]),
		...(isReadiness ? [invalidValue(at, graceSeconds, 'must not be set for readinessProbes')] : []),
		...(isTooShort ? [invalidValue(at, graceSeconds, 'must be greater than 0')] : []),
	];
}

/** What is wrong with what is to be done or asked, of which there must be exactly one of `known`. */
export function checkHandlers(holder: Tree, field: string, known: readonly string[]): Cause[] {
	const [first, ...others] = known.filter(handler => holder[handler]);
	if (!first) return [required(field, 'must specify a handler type')];
	return [
		...checkHandler(first, holder[first], `${field}.${first}`),
		...others.map(other => forbiddenField(`${field}.${other}`, 'may not specify more than 1 handler type')),
	];
}

function checkHandler(name: string, handler: Tree, field: string): Cause[] {
	const hasPort = ['httpGet', 'tcpSocket', 'grpc'].includes(name);
	return [
		...(name === 'exec' && !handler.command?.length ? [required(`${field}.command`)] : []),
		...(hasPort ? checkPort(`${field}.port`, handler.port ?? 0) : []),
		...(name === 'httpGet' ? oneOf(`${field}.scheme`, handler.scheme, ['HTTP', 'HTTPS']) : []),
	];
}
