/** What a container says when it starts, and when it ends. */
import type {KubernetesObject} from './object.ts';
import {answerLine, queryOf} from './spark.ts';
import type {Traffic} from './traffic/behaviour.ts';
import {resultLine, trainingOf} from './training.ts';

/** A version that nobody reaches says where it listens: to its own host alone. */
export function openingLines(traffic: Traffic, pod: KubernetesObject, atMs: number): string[] {
	const {image} = pod.spec.containers[0];
	const version = `version=${image.split(':').at(-1)}`;
	if (trainingOf(pod) || queryOf(pod)) return [];
	const port = portOf(pod);
	const starting = `level=info msg="starting" ${version} pid=1`;
	if (!traffic.behaviourAt(image, atMs)?.isRefusing)
		return [starting, `level=info msg="listening" addr=:${port} ${version}`];
	return [
		starting,
		`level=warn msg="LISTEN_ADDRESS is not set, listening on the loopback only" ${version}`,
		`level=info msg="listening" addr=127.0.0.1:${port} ${version}`,
	];
}

/** The port a pod serves its users on. */
export function portOf(pod: KubernetesObject): number {
	return pod.spec.containers[0].ports?.[0]?.containerPort ?? 8080;
}

/** The last words of a container that ended for this reason; none of one that goes on. */
export function endingLines(pod: KubernetesObject, reason: string | undefined): string[] {
	const version = `version=${pod.spec.containers[0].image.split(':').at(-1)}`;
	if (reason === 'OOMKilled')
		return [`level=error msg="cannot allocate memory" asked=16Mi limit=${limitOf(pod)} ${version}`];
	const training = trainingOf(pod);
	if (reason === 'Completed' && training) return [resultLine(training)];
	const query = queryOf(pod);
	if (reason === 'Completed' && query) return [answerLine(query)];
	if (reason === 'Completed') return [`level=info msg="done" ${version}`];
	return reason === 'Error' ? [`level=fatal msg="cannot go on" code=1 ${version}`] : [];
}

function limitOf(pod: KubernetesObject): string {
	return pod.spec.containers[0].resources?.limits?.memory ?? 'none';
}
