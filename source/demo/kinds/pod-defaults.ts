import type {Tree} from '../object.ts';

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
