import type {Tree} from '../object.ts';
import {treesIn} from './fields.ts';
import {type Cause, duplicate, invalidValue, oneOf, required} from './kind.ts';

/** What is wrong with the ports of a container; on the host's network they are the host's. */
export function checkPorts(ports: unknown, field: string, isOnHost: boolean): Cause[] {
	const all = treesIn(ports);
	return all.flatMap(({name, containerPort, hostPort, protocol}, i) => {
		const at = `${field}[${i}]`;
		const isOther = isOnHost && hostPort !== undefined && hostPort !== containerPort;
		const why = 'must match `containerPort` when `hostNetwork` is true';
		const isAgain = name && all.findIndex(port => port.name === name) < i;
		return [
			...(name ? checkPortName(`${at}.name`, name) : []),
			...(isAgain ? [duplicate(`${at}.name`, name)] : []),
			...(containerPort
				? checkPortNumber(`${at}.containerPort`, containerPort)
				: [required(`${at}.containerPort`)]),
			...(hostPort ? checkPortNumber(`${at}.hostPort`, hostPort) : []),
			...(isOther ? [invalidValue(`${at}.hostPort`, hostPort, why)] : []),
			...oneOf(`${at}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']),
		];
	});
}

/** Ports of the host that a pod takes twice. */
export function checkHostPorts(containers: readonly Tree[], field: string): Cause[] {
	const taken = new Set<string>();
	return containers.flatMap(({ports}, c) =>
		treesIn(ports).flatMap(({hostPort, hostIP = '', protocol = 'TCP'}, i) => {
			const key = `${protocol}/${hostIP}/${hostPort}`;
			if (!hostPort) return [];
			if (taken.has(key)) return [duplicate(`${field}[${c}].ports[${i}].hostPort`, key)];
			taken.add(key);
			return [];
		}),
	);
}

/** What is wrong with the number or the name of a port. */
export function checkPort(field: string, port: number | string): Cause[] {
	return typeof port === 'string' ? checkPortName(field, port) : checkPortNumber(field, port);
}

function checkPortNumber(field: string, port: number): Cause[] {
	const isFit = port >= 1 && port <= 65_535;
	return isFit ? [] : [invalidValue(field, port, 'must be between 1 and 65535, inclusive')];
}

const nameRules: [RegExp, string][] = [
	[/^.{0,15}$/s, 'must be no more than 15 characters'],
	[/^[-a-z0-9]*$/, 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)'],
	[/[a-z]/, 'must contain at least one letter (a-z)'],
	[/^(?!.*--)/s, 'must not contain consecutive hyphens'],
	[/^(?!-)(?!.*-$)/s, 'must not begin or end with a hyphen'],
];

function checkPortName(field: string, name: string): Cause[] {
	return nameRules.filter(([form]) => !form.test(name)).map(([, why]) => invalidValue(field, name, why));
}
