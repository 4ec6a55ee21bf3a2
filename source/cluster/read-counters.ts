import type {PodListener} from '../model/measured.ts';
import {type Answer, answer, troubled} from '../model/trouble.ts';
import {readText} from './body.ts';
import {networkTrouble} from './network-trouble.ts';
import {proxiedPath} from './proxied-path.ts';
import type {Transport} from './transport.ts';

const mostBytes = 2 * 1024 * 1024;
const patienceMs = 5000;

/** By these names counters are shown; nothing else of a pod is read. */
const counterPaths = /^(\/[\w-][\w.-]*)*\/(metrics|prometheus)$/;

/** What one pod shows of its counters, through the API server; in time, and not without end. */
export async function readCounters(transport: Transport, pod: PodListener): Promise<Answer<string>> {
	const {namespace, name, path} = pod;
	const doing = `read the counters of Pod ${namespace}/${name}`;
	if (!counterPaths.test(path))
		return troubled({
			reason: 'invalid',
			says: `Pod ${namespace}/${name} shows its counters at ${path}, where sluice does not look.`,
		});
	const reply = await transport.send({
		doing,
		path: proxiedPath('pods', pod, path),
		accept: 'text/plain;version=0.0.4',
		gzip: !transport.isLocal,
		isProxied: true,
		firstByteMs: patienceMs,
	});
	if (!reply.ok) return reply;
	const text = await readText(reply.value.body, patienceMs, mostBytes);
	if (text instanceof Error) return troubled(networkTrouble(text, transport.server));
	if (text.length >= mostBytes)
		return troubled({reason: 'garbled', says: `Pod ${namespace}/${name} shows more than 2 MB of counters.`});
	return answer(text);
}
