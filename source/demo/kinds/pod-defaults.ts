import type {Tree} from '../object.ts';
import {type Cause, forbiddenField, invalidValue, required} from './kind.ts';
import {checkProbes} from './probe-checks.ts';

/** Sets what the author of a pod spec left open, in place. */
export function fillPodSpec(spec: Tree): void {
	spec.restartPolicy ??= 'Always';
	spec.terminationGracePeriodSeconds ??= 30;
	spec.dnsPolicy ??= 'ClusterFirst';
	spec.securityContext ??= {};
	spec.schedulerName ??= 'default-scheduler';
	nameAccount(spec);
	for (const container of [...(spec.containers ?? []), ...(spec.initContainers ?? [])])
		fillContainer(container);
}

/** The account has an old name beside its new one. */
function nameAccount(spec: Tree): void {
	const account = spec.serviceAccountName ?? spec.serviceAccount;
	if (account) Object.assign(spec, {serviceAccountName: account, serviceAccount: account});
}

function fillContainer(container: Tree): void {
	container.resources ??= {};
	fillRequests(container.resources);
	container.terminationMessagePath ??= '/dev/termination-log';
	container.terminationMessagePolicy ??= 'File';
	container.imagePullPolicy ??= isLatest(container.image) ? 'Always' : 'IfNotPresent';
	for (const port of container.ports ?? []) port.protocol ??= 'TCP';
	for (const probe of [container.readinessProbe, container.livenessProbe, container.startupProbe]) {
		if (probe) fillProbe(probe);
	}
}

/** A limit without a request is a request, too. */
function fillRequests(resources: Tree): void {
	if (resources.limits) resources.requests = {...resources.limits, ...resources.requests};
}

function fillProbe(probe: Tree): void {
	probe.timeoutSeconds ??= 1;
	probe.periodSeconds ??= 10;
	probe.successThreshold ??= 1;
	probe.failureThreshold ??= 3;
	if (probe.httpGet) {
		probe.httpGet.path ??= '/';
		probe.httpGet.scheme ??= 'HTTP';
	}
}

function isLatest(image: string | undefined): boolean {
	const name = image?.split('/').at(-1) ?? '';
	return !name.includes('@') && (!name.includes(':') || name.endsWith(':latest'));
}

/** What is wrong with a pod spec at `field`. */
export function checkPodSpec(spec: Tree | undefined, field: string): Cause[] {
	const containers: Tree[] = spec?.containers ?? [];
	const initContainers: Tree[] = spec?.initContainers ?? [];
	const all = [...containers, ...initContainers];
	return [
		...checkVolumes(spec?.volumes ?? [], `${field}.volumes`),
		...(containers.length === 0 ? [required(`${field}.containers`)] : []),
		...all.flatMap((container, i) => {
			const isFirst = i >= containers.length;
			const at = isFirst ? `initContainers[${i - containers.length}]` : `containers[${i}]`;
			const mayBeProbed = !isFirst || container.restartPolicy === 'Always';
			return [
				...checkContainer(container, `${field}.${at}`, all),
				...checkProbes(container, `${field}.${at}`, mayBeProbed),
			];
		}),
	];
}

/** What no pod could ever get here. */
function checkVolumes(volumes: readonly Tree[], field: string): Cause[] {
	return volumes.flatMap((volume, i) =>
		['persistentVolumeClaim', 'ephemeral']
			.filter(name => volume?.[name])
			.map(name => forbiddenField(`${field}[${i}].${name}`, 'this cluster has no persistent volumes')),
	);
}

function checkContainer(container: Tree, field: string, containers: Tree[]): Cause[] {
	const {name, image} = container;
	const causes: Cause[] = [];
	if (!name) causes.push(required(`${field}.name`));
	else if (!isDnsLabel(name)) causes.push(invalidValue(`${field}.name`, name, dnsLabelRule));
	if (containers.find(other => other.name === name) !== container) {
		causes.push({
			reason: 'FieldValueDuplicate',
			message: `Duplicate value: ${JSON.stringify(name)}`,
			field: `${field}.name`,
		});
	}
	if (!image) causes.push(required(`${field}.image`));
	return causes;
}

/** Pods are stricter about images than the templates they are made from. */
export function checkImages({containers}: Tree): Cause[] {
	return (containers ?? []).flatMap(({image}: Tree, i: number) =>
		image && image.trim() !== image
			? [invalidValue(`spec.containers[${i}].image`, image, 'must not have leading or trailing whitespace')]
			: [],
	);
}

export function isDnsLabel(text: string): boolean {
	return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);
}

export const dnsLabelRule =
	"a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

/** A pod keeps its spec, but for its images, deadline, tolerations and the gates that are taken away. */
export function checkPodChange(spec: Tree, before: Tree): Cause[] {
	const fixed = ({tolerations, activeDeadlineSeconds, nodeName, schedulingGates, ...others}: Tree) =>
		JSON.stringify({
			...others,
			containers: withoutImages(others.containers),
			initContainers: withoutImages(others.initContainers),
		});
	const causes = checkGates(spec.schedulingGates ?? [], before.schedulingGates ?? []);
	return fixed(spec) === fixed(before) ? causes : [...causes, forbiddenField('spec', podChangeRule)];
}

function withoutImages(containers: Tree[] | undefined): Tree[] | undefined {
	return containers?.map(({image, ...container}) => container);
}

function checkGates(gates: Tree[], before: Tree[]): Cause[] {
	return gates.flatMap(({name}, i) => {
		const why = `only deletion is allowed, but found new scheduling gate '${name}'`;
		const isOld = before.some(gate => gate.name === name);
		return isOld ? [] : [forbiddenField(`spec.schedulingGates[${i}].name`, why)];
	});
}

const podChangeRule =
	'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';
