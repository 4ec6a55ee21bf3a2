import type {Answer, Trouble} from './trouble.ts';

/** The program by which a kubeconfig wants credentials to be made, as a person has to see it before it is run. */
export type Plugin = {
	/** As the kubeconfig writes it. */
	readonly command: string;
	readonly args: readonly string[];
	/** Names only: the values may be secrets. */
	readonly envNames: readonly string[];
	/** Where the program was found; undefined where it is not installed. */
	readonly path?: string;
	readonly user: string;
	/** The kubeconfig it stands in. */
	readonly file: string;
	/** What a yes is for: these very words, or all that stands in the operator's own file, now and later. */
	readonly covers: 'command' | 'file';
};

/** Something that a person has to do before the server lets us in. */
export type LoginNeed = {
	/** When it was first found so, in milliseconds since the epoch. */
	readonly since: number;
	readonly trouble: Trouble;
	/** Let the plug-in ask at the terminal, allow it first, or renew something that is not ours to renew. */
	readonly way: 'plug-in' | 'consent' | 'elsewhere';
	readonly plugin?: Plugin;
	/** The server had let us in before: what was good has expired. */
	readonly wasIn: boolean;
};

/** What a person has to do with how we prove who we are. */
export type Login = {
	/** The plug-in that nobody has allowed to run; undefined where none is needed, or it may. */
	unallowed(): Plugin | undefined;
	/** Remembers that it may run. A trouble where that cannot be written down: it may run for now. */
	allow(plugin: Plugin): Answer<undefined>;
	/** Tells what is needed now and whenever that changes; undefined while the server lets us in. */
	follow(tell: (need: LoginNeed | undefined) => void): () => void;
	/**
	 * Makes credentials anew, with the plug-in at the terminal, which must be
	 * free for it: it asks and answers there as in a shell. Once `interrupted`
	 * it has a moment to end by itself. What waited is tried again afterwards.
	 */
	run(interrupted: AbortSignal): Promise<Answer<undefined>>;
};
