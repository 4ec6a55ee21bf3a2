import type {Clock} from '../model/clock.ts';
import type {LogEvent, LogOptions, Stop} from '../model/cluster.ts';
import {objectPath} from '../model/path.ts';
import type {Ref} from '../model/ref.ts';
import type {Trouble} from '../model/trouble.ts';
import {consume} from './body.ts';
import {networkTrouble} from './network-trouble.ts';
import type {Transport} from './transport.ts';
import {lines} from './watch-lines.ts';

const gatherMs = 50;
const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};

/** Tells a container's log in batches of lines, gathered for 50 ms, and at last why it ended. */
export function readLogs(
	transport: Transport,
	clock: Clock,
	pod: Pick<Ref, 'namespace' | 'name'>,
	options: LogOptions,
	tell: (event: LogEvent) => void,
): Stop {
	const stopping = new AbortController();
	let batch: string[] = [];
	let cancel: (() => void) | undefined;

	function flush(): void {
		cancel?.();
		cancel = undefined;
		if (batch.length === 0 || stopping.signal.aborted) return;
		const told = batch;
		batch = [];
		tell({type: 'lines', lines: told});
	}

	function gather(line: string): void {
		batch.push(line);
		cancel ??= clock.after(gatherMs, flush);
	}

	async function run(): Promise<void> {
		const trouble = await stream(transport, pod, options, stopping.signal, gather);
		flush();
		if (!stopping.signal.aborted) tell({type: 'ended', trouble});
	}

	run();
	return () => {
		stopping.abort();
		cancel?.();
	};
}

async function stream(
	transport: Transport,
	pod: Pick<Ref, 'namespace' | 'name'>,
	options: LogOptions,
	signal: AbortSignal,
	tell: (line: string) => void,
): Promise<Trouble | undefined> {
	const reply = await transport.send({
		doing: `read the log of Pod ${pod.namespace}/${pod.name}`,
		path: objectPath({resource: pods, ...pod}, 'log'),
		query: {...options},
		accept: '*/*',
		signal,
	});
	if (!reply.ok) return reply.trouble;
	const splitter = lines(tell);
	const error = await consume(reply.value.body, options.follow ? undefined : 30_000, splitter.push);
	if (splitter.rest() !== '') tell(splitter.rest());
	return error && networkTrouble(error, transport.server);
}
