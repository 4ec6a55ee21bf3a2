/** What a kubelet hears when it probes a container, in its words. */
import type {Cluster} from '../cluster.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {containerOf} from './pod-containers.ts';

export type ProbeKind = 'startup' | 'readiness' | 'liveness';

export function probeOf(pod: KubernetesObject, name: string, kind: ProbeKind): Tree | undefined {
	return containerOf(pod, name)[`${kind}Probe`];
}

/**
 * `ok`, or why a probe fails. The label `sim` asks for failures: `unready` of readiness, `unlive` of the
 * others. For the rest, a container answers in time unless its users keep it too busy.
 */
export function answer({traffic}: Cluster, pod: KubernetesObject, name: string, kind: ProbeKind): string {
	const probe = probeOf(pod, name, kind)!;
	const sim = pod.metadata.labels?.sim;
	if (sim === (kind === 'readiness' ? 'unready' : 'unlive')) return refusal(probe);
	const timeoutSeconds = probe.timeoutSeconds ?? 1;
	if (traffic.answersProbe(pod, timeoutSeconds * 1000)) return 'ok';
	return late(pod, name, probe, timeoutSeconds);
}

function refusal({tcpSocket, exec, grpc}: Tree): string {
	if (tcpSocket) return 'connect: connection refused';
	if (exec) return 'the command failed';
	return grpc ? 'service unhealthy (responded with "NOT_SERVING")' : 'HTTP probe failed with statuscode: 503';
}

function late(pod: KubernetesObject, name: string, probe: Tree, timeoutSeconds: number): string {
	const {httpGet, tcpSocket, exec} = probe;
	const at = `${pod.status.podIP}:${portNumber(pod, name, (httpGet ?? tcpSocket)?.port)}`;
	if (exec) return `command timed out: "${exec.command?.join(' ')}" timed out after ${timeoutSeconds}s`;
	if (tcpSocket) return `dial tcp ${at}: i/o timeout`;
	if (!httpGet)
		return `timeout: failed to connect service within ${timeoutSeconds}s: context deadline exceeded`;
	const {scheme = 'HTTP', path = '/'} = httpGet;
	const url = JSON.stringify(`${scheme.toLowerCase()}://${at}${path}`);
	return `Get ${url}: context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
}

function portNumber(pod: KubernetesObject, name: string, port: string | number | undefined): string | number {
	const ports: Tree[] = containerOf(pod, name).ports ?? [];
	return ports.find(each => each.name === port)?.containerPort ?? port ?? '';
}
