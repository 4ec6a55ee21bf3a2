import {EventEmitter} from 'node:events';
import {constants, openSync, writeSync} from 'node:fs';
import type {Wire} from './paint-stream.ts';

/** Asks the terminal to say that it is well (DSR 5); it answers once it has read all that went before. */
const question = '\x1b[5n';

/** A question rides on a frame once so many bytes went out without one; single keys and quiet screens never ask. */
const askEveryBytes = 1024;

/** So many bytes may be under way unanswered: about a third of a second on a line of 100 kbit/s. */
const mostUnderWay = 4096;

/** After so long an answer is no longer waited for. */
const answerWithinMs = 3000;

/** A terminal that has not answered at all by then is not asked again. */
const firstAnswerWithinMs = 1000;

/** What went out before it since the question before, and who wants to know of the answer. */
type Question = {readonly bytes: number; readonly call?: () => void};

/** Standard output, where it is a terminal. */
export type TerminalOutput = NodeJS.WriteStream & {readonly fd: number};

/**
 * The terminal as a wire that never makes the program wait. node's own
 * terminal streams block: while a slow SSH line is full, keys go unread. This
 * one writes what the terminal takes and tries the rest again later.
 *
 * A line also holds much that it took but has not delivered (the buffers of SSH
 * alone hold seconds of it), so the terminal itself is asked how far it has
 * read, and nothing more is written while too much is under way.
 */
export class TerminalWire extends EventEmitter implements Wire {
	/** Ours alone: writing to it says at once where the terminal is full. */
	readonly fd: number;
	private readonly stdout: TerminalOutput;
	private rest: Buffer = Buffer.alloc(0);
	private isFree = true;
	private canAnswer = true;
	private hasAnswered = false;
	/** It answered the last question that had its time. Only then is silence a sign of a full line. */
	private isAnswering = false;
	private unasked = 0;
	private asked: Question[] = [];
	private retry: NodeJS.Timeout | undefined;
	private patience: NodeJS.Timeout | undefined;

	constructor(stdout: TerminalOutput) {
		super();
		this.stdout = stdout;
		this.fd = openTerminal(stdout.fd);
		stdout.on('resize', this.resized);
	}

	get columns(): number {
		return this.stdout.columns;
	}

	get rows(): number {
		return this.stdout.rows;
	}

	write(bytes: string): boolean {
		this.rest = Buffer.concat([this.rest, Buffer.from(this.withQuestion(bytes))]);
		this.push();
		this.isFree = this.hasRoom();
		return this.isFree;
	}

	/** Calls back once the terminal has read everything written so far; a terminal that cannot say is believed to have. */
	whenRead(call: () => void): void {
		if (!this.canAnswer) {
			setImmediate(call);
			return;
		}
		this.ask(call);
		this.rest = Buffer.concat([this.rest, Buffer.from(question)]);
		this.push();
	}

	/** The terminal answered a question: call for each answer found in the input. */
	answered(): void {
		this.hasAnswered = true;
		this.isAnswering = true;
		const [question] = this.asked.splice(0, 1);
		clearTimeout(this.patience);
		if (this.asked.length > 0) this.wait();
		question?.call?.();
		this.tellIfFree();
	}

	/** Drops what was not written yet and expects no more answers: the terminal changes hands. */
	forget(): void {
		clearTimeout(this.retry);
		this.rest = Buffer.alloc(0);
		this.giveUp();
	}

	/** Whether an answer is still to come; whoever leaves before it finds it typed into his shell. */
	get isAwaitingAnswer(): boolean {
		return this.asked.length > 0;
	}

	close(): void {
		this.forget();
		this.stdout.off('resize', this.resized);
	}

	private readonly resized = (): void => {
		this.emit('resize');
	};

	private withQuestion(bytes: string): string {
		this.unasked += bytes.length;
		if (!this.canAnswer || this.unasked < askEveryBytes) return bytes;
		this.ask();
		return bytes + question;
	}

	private ask(call?: () => void): void {
		this.asked.push({bytes: this.unasked, call});
		this.unasked = 0;
		if (this.asked.length === 1) this.wait();
	}

	private wait(): void {
		const withinMs = this.hasAnswered ? answerWithinMs : firstAnswerWithinMs;
		this.patience = setTimeout(() => {
			// An answer may be lost on the way; a terminal that never gave one will not.
			this.canAnswer = this.hasAnswered;
			this.isAnswering = false;
			this.giveUp();
		}, withinMs).unref();
	}

	private giveUp(): void {
		clearTimeout(this.patience);
		const questions = this.asked;
		this.asked = [];
		this.unasked = 0;
		for (const {call} of questions) call?.();
		this.tellIfFree();
	}

	private readonly push = (): void => {
		clearTimeout(this.retry);
		try {
			while (this.rest.length > 0) this.rest = this.rest.subarray(writeSync(this.fd, this.rest));
		} catch (fault) {
			if ((fault as NodeJS.ErrnoException).code === 'EAGAIN') this.retry = setTimeout(this.push, 5);
			// The terminal is gone: a signal says so soon, and nobody reads the rest.
			else this.rest = Buffer.alloc(0);
		}
		this.tellIfFree();
	};

	private hasRoom(): boolean {
		if (this.rest.length > 0) return false;
		// While nobody knows whether there will be an answer, nothing is held back for want of one.
		return !this.isAnswering || this.asked.reduce((sum, {bytes}) => sum + bytes, 0) <= mostUnderWay;
	}

	private tellIfFree(): void {
		if (this.isFree || !this.hasRoom()) return;
		this.isFree = true;
		this.emit('drain');
	}
}

/** The terminal opened anew, so that not blocking is our choice alone; where that cannot be, what we were given. */
function openTerminal(given: number): number {
	for (const path of [`/proc/self/fd/${given}`, '/dev/tty']) {
		try {
			return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
		} catch {
			// There is no such path here, or the terminal belongs to another user.
		}
	}
	return given;
}
