/**
 * Text that is clicked (OSC 8). A terminal that knows nothing of it shows the
 * text alone, but for a few that print the rest: it is sent only to those that
 * are known to take it.
 */

type Env = Readonly<Record<string, string | undefined>>;

/** What begins a link; without one, what ends it. */
export function linkBytes(href = ''): string {
	return `\x1b]8;;${href}\x1b\\`;
}

export function hyperlinked(text: string, href: string): string {
	return `${linkBytes(href)}${text}${linkBytes()}`;
}

const programs = ['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'rio', 'zed', 'Hyper', 'Tabby'];
const terms = /kitty|ghostty|wezterm|alacritty|foot|contour/;

/** Whether the terminal is known to take links. `FORCE_HYPERLINK` says so for others, and `FORCE_HYPERLINK=0` against these. */
export function takesHyperlinks(env: Env): boolean {
	const {FORCE_HYPERLINK, TERM = '', TERM_PROGRAM = ''} = env;
	if (FORCE_HYPERLINK !== undefined && FORCE_HYPERLINK !== '') return FORCE_HYPERLINK !== '0';
	if (TERM === 'dumb' || TERM === 'linux' || env.STY) return false;
	// Before 3.4 it swallows them; what it hands on depends on the terminal around it.
	if (env.TMUX) return TERM_PROGRAM === 'tmux' && Number.parseFloat(env.TERM_PROGRAM_VERSION ?? '') >= 3.4;
	return (
		programs.includes(TERM_PROGRAM) ||
		terms.test(TERM) ||
		// 0.50.0 crashed on them.
		Number(env.VTE_VERSION ?? 0) > 5001 ||
		Number(env.KONSOLE_VERSION ?? 0) >= 210_400 ||
		Boolean(env.KITTY_WINDOW_ID || env.WT_SESSION)
	);
}
