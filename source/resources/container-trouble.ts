import {type PodTrouble, trouble} from './pod-cause.ts';
import {type ContainerStatus, noMembers, type PodObject, type Termination} from './pod-object.ts';
import {pullProblem} from './pull-problem.ts';

const pullReasons = new Set([
	'ErrImagePull',
	'ImagePullBackOff',
	'InvalidImageName',
	'ErrImageNeverPull',
	'ImageInspectError',
	'RegistryUnavailable',
	'SignatureValidationFailed',
]);

const startReasons = new Set(['ContainerCreating', 'PodInitializing']);

/** The trouble of the first container that has one, in the order they start. */
export function containerTrouble(pod: PodObject): PodTrouble | undefined {
	for (const status of pod.status?.initContainerStatuses ?? noMembers) {
		const found = troubleOf(pod, status);
		if (found) return found;
	}
	for (const status of pod.status?.containerStatuses ?? noMembers) {
		const found = troubleOf(pod, status);
		if (found) return found;
	}
	return undefined;
}

function troubleOf(pod: PodObject, status: ContainerStatus): PodTrouble | undefined {
	const {waiting, terminated} = status.state ?? {};
	if (waiting?.reason && pullReasons.has(waiting.reason)) {
		const image = imageAskedFor(pod, status);
		const detail = pullProblem(waiting.reason, waiting.message ?? '');
		return trouble('image', image, detail, `can't pull image ${image}${detail && `: ${detail}`}`);
	}
	if (waiting?.reason === 'CrashLoopBackOff' || terminated?.exitCode) return crash(status);
	if (!waiting?.reason || startReasons.has(waiting.reason)) return undefined;
	const detail = waiting.message || waiting.reason;
	return trouble('container', status.name, detail, `can't start container ${status.name}: ${detail}`);
}

function crash(status: ContainerStatus): PodTrouble {
	const ended = status.state?.terminated ?? status.lastState?.terminated;
	const count = (status.restartCount ?? 0) + (status.state?.terminated ? 1 : 0);
	const detail = ended ? `last ${sayExit(ended)}` : '';
	const times = count === 1 ? 'once' : `${count} times`;
	return trouble('crash', status.name, detail, `crashed ${times}${detail && `, ${detail}`}`);
}

/** `exit 137 (OOMKilled)`, `signal 9`. */
export function sayExit({exitCode = 0, signal, reason}: Termination): string {
	const why = reason && reason !== 'Error' && reason !== 'Completed' ? ` (${reason})` : '';
	return signal ? `signal ${signal}${why}` : `exit ${exitCode}${why}`;
}

/** A status names the image as the runtime resolved it; people know the one that was asked for. */
function imageAskedFor(pod: PodObject, status: ContainerStatus): string {
	for (const container of pod.spec?.containers ?? noMembers) {
		if (container.name === status.name) return container.image ?? '';
	}
	for (const container of pod.spec?.initContainers ?? noMembers) {
		if (container.name === status.name) return container.image ?? '';
	}
	return status.image ?? '';
}
