import {homedir} from 'node:os';
import {join} from 'node:path';
import meow from 'meow';
import {allAllowed, type Consent, consentIn} from './cluster/consent.ts';
import {listContexts} from './cluster/contexts.ts';
import {
	type Configuration,
	type Reading,
	readConfiguration,
	wrongConfiguration,
} from './configuration/configuration.ts';
import {keysByBinding} from './configuration/key-settings.ts';
import {metricsFor} from './configuration/metrics-settings.ts';
import {meantContexts, remarksOn, sayStrangers} from './configuration/remarks.ts';
import {rulesFor} from './configuration/rules-for.ts';
import type {Fault} from './configuration/setting.ts';
import {act} from './headless/act.ts';
import {ask} from './headless/ask.ts';
import {allowVariable, askPlugin} from './headless/ask-plugin.ts';
import {canI} from './headless/can-i.ts';
import {check} from './headless/check.ts';
import {type ExitCode, exitCodes} from './headless/exit-codes.ts';
import {fail} from './headless/fail.ts';
import {flagUsages, typedFlag} from './headless/flag-usages.ts';
import {checkFlags, type Flags} from './headless/flags.ts';
import {get} from './headless/get.ts';
import {helpText} from './headless/help-text.ts';
import {journal as printJournal} from './headless/journal.ts';
import {openLog, sayFileError} from './headless/log.ts';
import {outTo} from './headless/out.ts';
import type {ActionWord, actionNames} from './headless/parse-action.ts';
import {receipt as printReceipt} from './headless/receipt.ts';
import type {Session} from './headless/session.ts';
import {wellTyped} from './headless/typed-flags.ts';
import {wait} from './headless/wait.ts';
import {allowedPrograms, doubtsAbout} from './journal/doubts.ts';
import {fileJournal} from './journal/journal.ts';
import {systemClock} from './model/clock.ts';
import type {Cluster} from './model/cluster.ts';
import type {ShellEnds} from './model/line.ts';
import type {Trouble} from './model/trouble.ts';
import {sayFault} from './terminal/fault.ts';
import {leaveFirstPaint} from './terminal/first-paint.ts';
import {takesHyperlinks} from './terminal/hyperlink.ts';
import {shellEnds} from './terminal/shell-ends.ts';

const out = outTo(process.stdout, process.stderr);

/** Reads what was typed and runs it. Resolves to the exit code; nothing else in sluice ends the process. */
export async function main(argv: readonly string[], {isEntered = false} = {}): Promise<number> {
	try {
		return await begin(argv, isEntered);
	} catch (fault) {
		leave(isEntered);
		out.say(sayFault(fault).trimEnd());
		return exitCodes.failed;
	}
}

async function begin(argv: readonly string[], isEntered: boolean): Promise<number> {
	const parsed = parse(argv);
	if (typeof parsed === 'string') return usage(parsed, isEntered);
	const [command = '', ...words] = parsed.input;
	if ('help' in parsed.flags || 'h' in parsed.flags || command === 'help')
		return help(parsed.help, isEntered);
	const flags = checkFlags(parsed.flags, command, words);
	if (typeof flags === 'string') return usage(flags, isEntered);
	const read = readConfiguration(configurationPath());
	const wrong = read.ok ? await wrongIn(read.value, command) : read.trouble;
	if (!read.ok || wrong !== undefined) {
		leave(isEntered);
		return fail(wrong!, {out});
	}
	const {configuration} = read.value;
	if (command === '' || (command === 'demo' && !flags.serve))
		return openScreen(command, flags, configuration, isEntered);
	leave(isEntered);
	return headless(command, words, flags, configuration);
}

async function headless(
	command: string,
	words: readonly string[],
	flags: Flags,
	configuration: Configuration,
): Promise<number> {
	const interruption = new AbortController();
	const interrupt = () => interruption.abort();
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
	// Once only: the second time the program ends wherever it is.
	for (const signal of signals) process.once(signal, interrupt);
	// Node would print the line of the bundle it was thrown in, which is the whole program.
	process.once('uncaughtException', fault => {
		out.say(sayFault(fault).trimEnd());
		process.exit(exitCodes.failed);
	});
	endWithReader(flags.watch ? interrupt : undefined);
	const journal = fileJournal(journalPath());
	if (command === 'journal') return printJournal(words, {journal, flags, out});
	if (command === 'receipt') return printReceipt(words, {journal, flags, out});
	if (command === 'demo') return (await import('./serve-demo.ts')).serveDemo(flags, out, interruption.signal);
	// Loaded only here, so that an embedded cluster starts the sooner.
	const {connect} = await import('./cluster/connect.ts');
	const {stdin, stdout, stderr} = process;
	const hasTerminal = stdin.isTTY === true && stderr.isTTY === true;
	const connected = await connect({
		kubeconfig: flags.kubeconfig,
		context: flags.context,
		env: process.env,
		consent: consentHere(),
		hasTerminal,
	});
	if (!connected.ok) return fail(connected.trouble, {out});
	const cluster = connected.value;
	const {signal} = interruption;
	const session: Session = {
		cluster,
		journal,
		clock: systemClock,
		rules: rulesFor(cluster.context, flags, configuration),
		metrics: metricsFor(cluster.context.name, configuration, configurationPath()),
		flags,
		remarks: () => remarksFor(command, cluster.context.name, flags, configuration),
		signal,
		out,
		isInteractive: stdin.isTTY === true && stdout.isTTY === true,
		takesLinks: stdout.isTTY === true && takesHyperlinks(process.env),
		lendTerminal: (_says, use) => lendStreams(use, signal),
		...(hasTerminal && {ask: question => ask(question, {stdin, stderr}, signal)}),
	};
	try {
		return (await askPlugin(session)) ?? (await runCommand(command, words, session));
	} finally {
		for (const each of signals) process.off(each, interrupt);
		cluster.close();
	}
}

/** `check` tells them all; who changes something is told what was likely meant for this very context. */
function remarksFor(
	command: string,
	context: string,
	{kubeconfig}: Flags,
	configuration: Configuration,
): readonly string[] {
	const listed = listContexts({kubeconfig, env: process.env});
	const contexts = listed.ok ? listed.value.map(({name}) => name) : [context];
	return command === 'check'
		? remarksOn(configurationPath(), configuration, contexts)
		: sayStrangers(meantContexts(configuration, contexts).filter(({meant}) => meant === context));
}

/** The program's own input and output, as they are. */
async function lendStreams<Value>(
	use: (ends: ShellEnds, interrupted: AbortSignal) => Promise<Value>,
	signal: AbortSignal,
): Promise<Value> {
	const {stdin, stdout, stderr} = process;
	const ends = shellEnds({stdin, stdout, stderr}, stdin.isTTY === true && stdout.isTTY === true);
	try {
		return await use(ends, signal);
	} finally {
		ends.end();
	}
}

/**
 * Whoever reads the output may leave first, as head does: that is no failure,
 * and ends what would print for ever. Output that is lost otherwise is one.
 */
function endWithReader(end?: () => void): void {
	process.stdout.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code === 'EPIPE') return end?.();
		out.say(`The output cannot be written: ${sayFileError(error)}.`);
		process.exit(exitCodes.failed);
	});
	process.stderr.on('error', () => undefined);
}

function runCommand(command: string, words: readonly string[], session: Session): Promise<number> {
	const {signal, cluster} = session;
	const isReading = ['get', 'wait', 'check', 'can-i'].includes(command);
	if (isReading) signal.addEventListener('abort', () => cluster.close(), {once: true});
	switch (command) {
		case 'get':
			return get(words, session);
		case 'wait':
			return wait(words, session);
		case 'check':
			return check(session);
		case 'can-i':
			return canI(words, session);
		default:
			return act(command as ActionWord & (typeof actionNames)[number], words, session);
	}
}

/** The dashboard's modules are loaded only here: no other command pays for them. */
async function openScreen(
	command: string,
	flags: Flags,
	configuration: Configuration,
	isEntered: boolean,
): Promise<number> {
	const {stdin, stdout, stderr, env} = process;
	if (!flags.lines && (!stdout.isTTY || !stdin.isTTY)) {
		const [named, instead] =
			command === 'demo' ? ['sluice demo', 'sluice demo --serve'] : ['sluice', 'sluice get pods -o json'];
		out.say(
			`The dashboard needs a terminal, and this is not one.\nUse the commands instead, for example: ${instead}\nOr have it told in sentences: ${named} --lines`,
		);
		return exitCodes.usage;
	}
	const isDumb = env.TERM === 'dumb';
	if (isDumb && !flags.lines)
		out.say(
			'TERM is dumb: nothing can be drawn here, so this is the line mode (--lines). For the dashboard set TERM to what the terminal is.',
		);
	const log = flags.log === undefined ? undefined : openLog(flags.log, systemClock);
	if (log && !log.ok) {
		leave(isEntered);
		return fail(log.trouble, {out});
	}
	const around = {
		env,
		stdin,
		stdout,
		journalPath: journalPath(),
		isLines: flags.lines || isDumb,
		consent: consentHere(),
		out,
		...(stdin.isTTY && {
			ask: (question: string) => ask(question, {stdin, stderr}, new AbortController().signal),
		}),
		isEntered,
		keys: keysByBinding(configuration.keys),
		rulesFor: ({context}: Cluster) => rulesFor(context, flags, configuration),
		metricsFor: ({context}: Cluster) => metricsFor(context.name, configuration, configurationPath()),
		remarksOn: (contexts: readonly string[]) => remarksOn(configurationPath(), configuration, contexts),
		say(text: string) {
			leave(isEntered);
			out.say(text);
		},
		...(log && {log: log.value}),
	};
	if (command === 'demo') return (await import('./open-demo.ts')).openDemo(flags, around);
	return (await import('./dashboard.ts')).openDashboard(flags, configuration, around);
}

/** Gives the terminal back where the first paint took it and no dashboard follows. */
function leave(isEntered: boolean): void {
	if (isEntered) leaveFirstPaint();
}

/** What was typed, by meow's reading; or what is wrong with it. */
function parse(argv: readonly string[]): ReturnType<typeof read> | string {
	const words = wellTyped(argv);
	if (typeof words === 'string') return words;
	try {
		return read(words);
	} catch (error) {
		// Its sentences name flags as code does.
		return (error as Error).message.replace(/--(\w+)/, (_all, name: string) => typedFlag(name));
	}
}

function read(argv: readonly string[]) {
	return meow(helpText(), {
		importMeta: import.meta,
		argv,
		description:
			'sluice: watch a Kubernetes cluster from a terminal, and scale, upgrade and shift its traffic live.',
		// An unknown one is answered here: meow would end the process with the screen still taken.
		allowUnknownFlags: true,
		helpIndent: 0,
		flags: Object.fromEntries(
			flagUsages.map(({name, type, shortFlag, isMultiple}) => [
				name,
				{
					type,
					...(shortFlag && {shortFlag}),
					...(isMultiple && {isMultiple}),
					...(type === 'boolean' && {default: false}),
				},
			]),
		) as Record<string, {type: 'string'}>,
	});
}

function help(text: string, isEntered: boolean): ExitCode {
	leave(isEntered);
	endWithReader();
	out.result(text.trim());
	return exitCodes.done;
}

function usage(says: string, isEntered: boolean): ExitCode {
	leave(isEntered);
	out.say(`${says}\nSee sluice --help.`);
	return exitCodes.usage;
}

/** Only a dashboard has keys, and `check` tells of whatever would keep one from opening. */
async function wrongIn(
	{configuration: {keys}, faults}: Reading,
	command: string,
): Promise<Trouble | undefined> {
	const all = [...faults, ...(['', 'demo', 'check'].includes(command) ? await faultsIn(keys) : [])];
	return all.length === 0 ? undefined : wrongConfiguration(configurationPath(), all);
}

async function faultsIn(keys: Configuration['keys']): Promise<readonly Fault[]> {
	if (keys.length === 0) return [];
	const {faultsInKeys} = await import('./commands/key-check.ts');
	return faultsInKeys(keysByBinding(keys)).map(({binding, says, next}) => ({
		line: keys.find(each => each.binding === binding)?.line ?? 1,
		says,
		next,
	}));
}

function configurationPath(): string {
	return join(process.env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'sluice', 'config.yaml');
}

function journalPath(): string {
	return join(stateFolder(), 'journal.jsonl');
}

function stateFolder(): string {
	return join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'sluice');
}

/** Which programs of kubeconfigs may run: those that were allowed here, or all where that was said beforehand. */
function consentHere(): Consent {
	if (process.env[allowVariable] === '1') return allAllowed;
	const path = join(stateFolder(), 'plugins.jsonl');
	return consentIn(path, () => doubtsAbout(path, allowedPrograms));
}
