import type {Stop} from './cluster.ts';
import type {Trouble} from './trouble.ts';

/** Where a command in a pod is shown and typed to, as bytes that pass untouched. */
export type ShellEnds = {
	/** The command runs, or is about to: what is typed from now on is for it. */
	opened(): void;
	/** Columns and rows; undefined where it is no terminal. */
	size(): {readonly columns: number; readonly rows: number} | undefined;
	onResize(call: () => void): Stop;
	/** What is typed, and `undefined` once nothing more will be; a promise says when more can be taken. */
	onTyped(call: (bytes: Uint8Array | undefined) => Promise<void> | undefined): Stop;
	/** Resolves once more can be taken. */
	show(bytes: Uint8Array, isError: boolean): Promise<void> | undefined;
};

/** How a command in a pod ended: it said so itself. */
export type Exited = {readonly exitCode: number};

/** How a forward stands, told whenever that changes. */
export type ForwardState = {
	/** The port of this machine it listens on. */
	readonly local: number;
	/** The pod it leads to at this moment; undefined while none is ready. */
	readonly pod: string | undefined;
	/** Connections it holds now, and has held in all. */
	readonly open: number;
	readonly connections: number;
	readonly bytesIn: number;
	readonly bytesOut: number;
	/** What happened last, as a sentence. */
	readonly says: string;
	/** It leads nowhere now, and tries again by itself. */
	readonly trouble?: Trouble;
};

export type Forwarding = {
	readonly local: number;
	state(): ForwardState;
	onChange(call: (state: ForwardState) => void): Stop;
	stop(): void;
	/** Resolves once it was stopped. */
	readonly ended: Promise<ForwardState>;
};

/** Where a browser finds what a forward leads to. */
export type Link = {
	/** With the token that lets one in: no line, text or record holds it, but where somebody asked for it. */
	readonly href: string;
	/** Without, for whoever looks over a shoulder. */
	readonly shown: string;
	/** Why the link lets nobody in by itself, as a sentence. */
	readonly lacks?: string;
};
