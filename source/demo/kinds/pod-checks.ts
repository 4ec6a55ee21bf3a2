/** What is wrong with the spec of a pod, or of the template of one, as the API server's validation says it. */
import type {Tree} from '../object.ts';
import {checkContainer} from './container-checks.ts';
import {dnsLabelRule, isDnsLabel} from './dns-label.ts';
import {treesIn} from './fields.ts';
import {type Cause, duplicate, forbiddenField, invalidValue, oneOf, required, unsupported} from './kind.ts';
import {checkLabelKey, checkLabels, subdomain, subdomainRule} from './metadata.ts';
import {checkNodeAffinity, checkPodAffinity, checkSpread, checkToleration} from './placement-checks.ts';
import {checkHostPorts} from './port-checks.ts';
import {checkProbes} from './probe-checks.ts';
import {checkIds} from './security-checks.ts';
import {checkVolumes} from './volume-checks.ts';

const policies = {
	restartPolicy: ['Always', 'OnFailure', 'Never'],
	dnsPolicy: ['ClusterFirstWithHostNet', 'ClusterFirst', 'Default', 'None'],
};

/** What is wrong with a pod spec at `field`. */
export function checkPodSpec(spec: Tree = {}, field: string): Cause[] {
	return [
		...checkVolumes(spec.volumes, `${field}.volumes`),
		...checkContainers(spec, field),
		...Object.entries(policies).flatMap(([name, known]) => oneOf(`${field}.${name}`, spec[name], known)),
		...checkDns(spec, field),
		...checkDeadline(spec.activeDeadlineSeconds, `${field}.activeDeadlineSeconds`),
		...checkNames(spec, field),
		...checkSecurity(spec, `${field}.securityContext`),
		...checkPlacement(spec, field),
		...checkGates(spec, field),
	];
}

function checkContainers(spec: Tree, field: string): Cause[] {
	const containers: Tree[] = spec.containers ?? [];
	const initContainers: Tree[] = spec.initContainers ?? [];
	const all = [...containers, ...initContainers];
	return [
		...(containers.length === 0 ? [required(`${field}.containers`)] : []),
		...all.flatMap((container, i) => {
			const isFirst = i >= containers.length;
			const at = isFirst ? `initContainers[${i - containers.length}]` : `containers[${i}]`;
			const mayBeProbed = !isFirst || container.restartPolicy === 'Always';
			return [
				...checkContainer(container, `${field}.${at}`, {others: all, spec, mayBeProbed}),
				...checkProbes(container, `${field}.${at}`, mayBeProbed),
			];
		}),
		...checkHostPorts(containers, `${field}.containers`),
	];
}

function checkDns({dnsPolicy, dnsConfig}: Tree, field: string): Cause[] {
	const isMissing = dnsPolicy === 'None' && !dnsConfig;
	return isMissing
		? [required(`${field}.dnsConfig`, 'must provide `dnsConfig` when `dnsPolicy` is None')]
		: [];
}

const largest = 2_147_483_647;

function checkDeadline(seconds: number | undefined, field: string): Cause[] {
	const isFit = seconds === undefined || (seconds >= 1 && seconds <= largest);
	return isFit ? [] : [invalidValue(field, seconds, `must be between 1 and ${largest}, inclusive`)];
}

function checkNames({hostname, subdomain: domain, nodeName, os}: Tree, field: string): Cause[] {
	const label = (name: string, value: string | undefined) =>
		!value || isDnsLabel(value) ? [] : [invalidValue(`${field}.${name}`, value, dnsLabelRule)];
	const isNode = !nodeName || subdomain.test(nodeName);
	const isKnown = !os?.name || ['linux', 'windows'].includes(os.name);
	return [
		...label('hostname', hostname),
		...label('subdomain', domain),
		...(isNode ? [] : [invalidValue(`${field}.nodeName`, nodeName, subdomainRule)]),
		...(isKnown ? [] : [unsupported(`${field}.os`, os.name, ['linux', 'windows'])]),
	];
}

function checkSecurity({securityContext, hostPID, shareProcessNamespace}: Tree, field: string): Cause[] {
	const why = 'ShareProcessNamespace and HostPID cannot both be enabled';
	const isBoth = hostPID && shareProcessNamespace;
	return [
		...checkIds(securityContext, field),
		...(isBoth ? [invalidValue(`${field}.shareProcessNamespace`, true, why)] : []),
	];
}

function checkPlacement(spec: Tree, field: string): Cause[] {
	const {nodeAffinity, podAffinity, podAntiAffinity} = spec.affinity ?? {};
	const constraints = treesIn(spec.topologySpreadConstraints);
	return [
		...checkLabels(spec.nodeSelector, `${field}.nodeSelector`),
		...checkNodeAffinity(nodeAffinity, `${field}.affinity.nodeAffinity`),
		...checkPodAffinity(podAffinity, `${field}.affinity.podAffinity`),
		...checkPodAffinity(podAntiAffinity, `${field}.affinity.podAntiAffinity`),
		...treesIn(spec.tolerations).flatMap((each, i) => checkToleration(each, `${field}.tolerations[${i}]`)),
		...checkSpread(constraints, `${field}.topologySpreadConstraints`),
	];
}

function checkGates({schedulingGates, readinessGates, nodeName}: Tree, field: string): Cause[] {
	const gates = treesIn(schedulingGates);
	const early = 'cannot be set until all schedulingGates have been cleared';
	return [
		...gates.flatMap(({name = ''}, i) => {
			const at = `${field}.schedulingGates[${i}]`;
			const isAgain = gates.findIndex(gate => gate.name === name) < i;
			return isAgain ? [duplicate(at, name)] : checkLabelKey(at, name);
		}),
		...(nodeName && gates.length > 0 ? [forbiddenField(`${field}.nodeName`, early)] : []),
		...treesIn(readinessGates).flatMap(({conditionType = ''}, i) =>
			checkLabelKey(`${field}.readinessGates[${i}].conditionType`, conditionType),
		),
	];
}

/** Pods are stricter about images than the templates they are made from. */
export function checkImages({containers}: Tree): Cause[] {
	return (containers ?? []).flatMap(({image}: Tree, i: number) =>
		image && image.trim() !== image
			? [invalidValue(`spec.containers[${i}].image`, image, 'must not have leading or trailing whitespace')]
			: [],
	);
}
