import {podResource} from '../model/builtin-resources.ts';
import type {LogEvent, LogOptions, Stop} from '../model/cluster.ts';
import {objectPath} from '../model/path.ts';
import type {Ref} from '../model/ref.ts';
import type {Trouble, TroubleReason} from '../model/trouble.ts';
import {backoffMs} from './backoff.ts';
import {consume} from './body.ts';
import {type FollowTools, pause} from './follow-tasks.ts';
import {logPlace} from './log-stamps.ts';
import {networkTrouble} from './network-trouble.ts';
import type {Transport} from './transport.ts';
import {lines} from './watch-lines.ts';

const gatherMs = 50;

/** Tells a container's log in batches of lines, gathered for 50 ms, and at last why it ended. */
export function readLogs(
	{transport, clock, luck, waits}: FollowTools,
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
		const {signal} = stopping;
		const place = logPlace();
		let hasTold = false;
		const take = (line: string) => {
			const text = options.follow ? place.line(line) : line;
			if (text === undefined) return;
			hasTold = true;
			gather(options.timestamps ? line : text);
		};
		let since: string | undefined;
		for (let attempt = 0; ; attempt++) {
			const opened = () => {
				if (attempt > 0 && !signal.aborted) tell({type: 'resumed'});
				attempt = 0;
			};
			const asked = {
				...options,
				...(options.follow && {timestamps: true}),
				...from(since),
			};
			const trouble = await stream(transport, pod, asked, signal, {opened, take});
			flush();
			if (signal.aborted) return;
			since = place.since();
			const isOver = !options.follow || trouble === undefined || !isPassing(trouble);
			// Without a time to go on from, lines would be told twice or never.
			if (isOver || (hasTold && since === undefined)) return tell({type: 'ended', trouble});
			tell({type: 'broken', trouble});
			await pause({clock, signal, waits}, Math.max(trouble.retryAfterMs ?? 0, backoffMs(attempt, luck())));
		}
	}

	run();
	return () => {
		stopping.abort();
		cancel?.();
	};
}

/** A log that is read on has no tail to begin with. */
function from(since: string | undefined): {readonly sinceTime?: string; readonly tailLines?: undefined} {
	return since === undefined ? {} : {sinceTime: since, tailLines: undefined};
}

const passing: readonly TroubleReason[] = [
	'unreachable',
	'timed-out',
	'server-error',
	'throttled',
	'certificate',
	'credentials',
	'unauthorized',
];

/** The line or the server is at fault, and not what was asked for. */
function isPassing({reason}: Trouble): boolean {
	return passing.includes(reason);
}

async function stream(
	transport: Transport,
	pod: Pick<Ref, 'namespace' | 'name'>,
	options: LogOptions & {readonly sinceTime?: string},
	signal: AbortSignal,
	{opened, take}: {readonly opened: () => void; readonly take: (line: string) => void},
): Promise<Trouble | undefined> {
	const reply = await transport.send({
		doing: `read the log of Pod ${pod.namespace}/${pod.name}`,
		path: objectPath({resource: podResource, ...pod}, 'log'),
		query: {...options},
		accept: '*/*',
		signal,
	});
	if (!reply.ok) return reply.trouble;
	opened();
	const splitter = lines(take);
	const error = await consume(reply.value.body, options.follow ? undefined : 30_000, splitter.push);
	// Half a line is told where nothing more will come of it.
	const isHalf = error !== undefined && options.follow;
	if (splitter.rest() !== '' && !isHalf) take(splitter.rest());
	return error && networkTrouble(error, transport.server);
}
