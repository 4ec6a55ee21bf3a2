import type {Tree} from '../object.ts';
import {dnsLabelRule, isDnsLabel} from './dns-label.ts';
import {checkEnvironment, checkEnvironmentSources} from './environment-checks.ts';
import {treesIn} from './fields.ts';
import {type Cause, duplicate, forbiddenField, invalidValue, notFoundHere, oneOf, required} from './kind.ts';
import {checkPorts} from './port-checks.ts';
import {checkHandlers} from './probe-checks.ts';
import {checkResources} from './resource-checks.ts';
import {checkIds} from './security-checks.ts';

const policies = {
	imagePullPolicy: ['Always', 'IfNotPresent', 'Never'],
	terminationMessagePolicy: ['File', 'FallbackToLogsOnError'],
	restartPolicy: ['Always', 'Never', 'OnFailure'],
};

type Surroundings = {others: readonly Tree[]; spec: Tree; mayBeProbed: boolean};

/** What is wrong with a container at `field`, apart from its probes. */
export function checkContainer(
	container: Tree,
	field: string,
	{others, spec, mayBeProbed}: Surroundings,
): Cause[] {
	const {ports, env, envFrom, volumeMounts, resources, securityContext, lifecycle, image} = container;
	return [
		...checkName(container, `${field}.name`, others),
		...(image ? [] : [required(`${field}.image`)]),
		...Object.entries(policies).flatMap(([name, known]) => oneOf(`${field}.${name}`, container[name], known)),
		...checkPorts(ports, `${field}.ports`, spec.hostNetwork),
		...checkEnvironment(env, `${field}.env`),
		...checkEnvironmentSources(envFrom, `${field}.envFrom`),
		...checkMounts(volumeMounts, `${field}.volumeMounts`, treesIn(spec.volumes)),
		...checkResources(resources ?? {}, `${field}.resources`),
		...checkIds(securityContext, `${field}.securityContext`),
		...checkLifecycle(lifecycle, `${field}.lifecycle`, mayBeProbed),
	];
}

function checkName(container: Tree, field: string, others: readonly Tree[]): Cause[] {
	const {name} = container;
	const isAgain = others.find(other => other.name === name) !== container;
	return [
		...(name ? [] : [required(field)]),
		...(!name || isDnsLabel(name) ? [] : [invalidValue(field, name, dnsLabelRule)]),
		...(name && isAgain ? [duplicate(field, name)] : []),
	];
}

function checkMounts(mounts: unknown, field: string, volumes: readonly Tree[]): Cause[] {
	const all = treesIn(mounts);
	return all.flatMap(({name = '', mountPath, subPath}, i) => {
		const at = `${field}[${i}]`;
		const isAgain = mountPath && all.findIndex(mount => mount.mountPath === mountPath) < i;
		return [
			...(name ? [] : [required(`${at}.name`)]),
			...(volumes.some(volume => volume.name === name) ? [] : [notFoundHere(`${at}.name`, name)]),
			...(mountPath ? [] : [required(`${at}.mountPath`)]),
			...(isAgain ? [invalidValue(`${at}.mountPath`, mountPath, 'must be unique')] : []),
			...(subPath ? checkSubPath(`${field}.subPath`, subPath) : []),
		];
	});
}

function checkSubPath(field: string, path: string): Cause[] {
	if (path.startsWith('/')) return [invalidValue(field, path, 'must be a relative path')];
	return path.split('/').includes('..') ? [invalidValue(field, path, "must not contain '..'")] : [];
}

function checkLifecycle(lifecycle: Tree | undefined, field: string, mayHaveAny: boolean): Cause[] {
	if (!lifecycle) return [];
	const why = 'may not be set for init containers without restartPolicy=Always';
	if (!mayHaveAny) return [forbiddenField(field, why)];
	return ['postStart', 'preStop']
		.filter(name => lifecycle[name])
		.flatMap(name =>
			checkHandlers(lifecycle[name], `${field}.${name}`, ['exec', 'httpGet', 'tcpSocket', 'sleep']),
		);
}
