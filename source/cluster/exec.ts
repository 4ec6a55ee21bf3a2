import type {Clock} from '../model/clock.ts';
import type {Json} from '../model/json.ts';
import type {Exited, ShellEnds} from '../model/line.ts';
import {objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Permit} from '../model/permit.ts';
import type {InPod, Step} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';
import {networkTrouble, oneLine} from './network-trouble.ts';
import {openLine, samePod} from './open-line.ts';
import type {Transport} from './transport.ts';
import {type WebSocketLine, webSocketLine} from './web-socket.ts';

/** What the first byte of every message means. Only the newer protocol can say that nothing more is typed. */
const channels = {typed: 0, out: 1, error: 2, status: 3, size: 4, close: 255} as const;
const newer = 'v5.channel.k8s.io';
const older = 'v4.channel.k8s.io';

/**
 * Runs the command of a permitted step in its pod until that ends, and answers
 * its exit code. A line that breaks is a trouble: what became of the command
 * is not known then.
 */
export async function exec(
	{transport, clock}: {readonly transport: Transport; readonly clock: Clock},
	permit: Permit,
	step: Step,
	ends: ShellEnds,
	signal: AbortSignal,
): Promise<Answer<Exited>> {
	const {target: pod, runs} = step;
	if (runs === undefined) throw new Error('the step runs nothing');
	const same = await samePod(transport, pod, signal);
	if (!same.ok) return same;
	const doing = `run a command in ${sayRef(pod)}`;
	const opened = await openLine(transport, permit, step, {
		pod,
		subresource: 'exec',
		doing,
		signal,
		protocols: [newer, older],
		query: {
			container: runs.container,
			command: runs.command,
			stdin: true,
			stdout: true,
			// A terminal has one output only.
			stderr: !runs.isTty,
			tty: runs.isTty,
		},
	});
	if (!opened.ok) return opened;
	ends.opened();
	const {socket, head, protocol} = opened.value;
	return new Promise(resolve => {
		let status: Json | undefined;
		const line = webSocketLine(socket, head, clock, {
			message(bytes) {
				const [channel] = bytes;
				const content = bytes.subarray(1);
				if (channel === channels.status) status = parsed(content);
				if (channel !== channels.out && channel !== channels.error) return;
				const choked = ends.show(content, channel === channels.error);
				if (choked === undefined) return;
				line.pause();
				void choked.then(() => line.resume());
			},
			ended(error) {
				stopTyping();
				stopResizing();
				signal.removeEventListener('abort', abort);
				resolve(status === undefined ? broken(error, pod, transport, signal) : exited(status, pod, runs));
			},
		});
		const abort = () => line.close();
		signal.addEventListener('abort', abort, {once: true});
		const stopResizing = runs.isTty ? ends.onResize(() => sendSize(line, ends)) : () => {};
		if (runs.isTty) sendSize(line, ends);
		const stopTyping = ends.onTyped(bytes => {
			if (bytes === undefined) {
				if (protocol === newer) line.send(Buffer.from([channels.close, channels.typed]));
				return undefined;
			}
			const isTaken = line.send(Buffer.concat([Buffer.from([channels.typed]), bytes]));
			return isTaken ? undefined : new Promise(resolve => line.whenTaken(resolve));
		});
		if (signal.aborted) line.close();
	});
}

function sendSize(line: WebSocketLine, ends: ShellEnds): void {
	const size = ends.size();
	if (size === undefined) return;
	const says = JSON.stringify({Width: size.columns, Height: size.rows});
	line.send(Buffer.concat([Buffer.from([channels.size]), Buffer.from(says)]));
}

function parsed(content: Buffer): Json {
	try {
		return JSON.parse(content.toString());
	} catch {
		return {};
	}
}

function exited(status: Json, pod: Ref, runs: InPod): Answer<Exited> {
	const {status: end, details, message} = objectIn(status);
	if (end === 'Success') return answer({exitCode: 0});
	const code = objectsIn(objectIn(details).causes).find(({reason}) => reason === 'ExitCode');
	if (code !== undefined) return answer({exitCode: Number(textIn(code.message) ?? 1)});
	return troubled(notRun(oneLine(textIn(message) ?? 'the server does not say why'), pod, runs));
}

/** A server may repeat the command in its words, which belong into no journal: they are the hint. */
function notRun(why: string, pod: Ref, {container, command, isShell}: InPod): Trouble {
	const isMissing = /executable file not found|no such file or directory/i.test(why);
	const where = `container ${container} of ${sayRef(pod)}`;
	if (!isMissing)
		return {
			reason: 'invalid',
			says: `The command in ${where} failed, and the server does not tell its exit code.`,
			hint: `The server says: ${why}.`,
		};
	const debug = `kubectl debug -it -n ${pod.namespace} ${pod.name} --image=busybox --target=${container}`;
	return {
		reason: 'invalid',
		says: isShell ? `There is no shell in ${where}.` : `There is no program ${command[0]} in ${where}.`,
		hint: `A container beside it can look into it: ${debug}`,
	};
}

function broken(
	error: Error | undefined,
	pod: Ref,
	transport: Transport,
	signal: AbortSignal,
): Answer<Exited> {
	if (signal.aborted && error === undefined)
		return troubled({
			reason: 'stopped',
			says: `The line to ${sayRef(pod)} was ended here; what ran there may go on.`,
		});
	const why = error === undefined ? undefined : networkTrouble(error, transport.server).says;
	return troubled({
		reason: 'unreachable',
		says: `The line to ${sayRef(pod)} broke before the command said how it ended.${why ? ` ${why}` : ''}`,
		hint: 'What ran there may go on, or have ended with the line: look at the pod, then open it again.',
	});
}
