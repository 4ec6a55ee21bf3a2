import type {Link} from '../model/line.ts';
import {hyperlinked} from '../terminal/hyperlink.ts';
import type {Session} from './session.ts';

/**
 * The link that opens what is forwarded, as the one line of output: whoever
 * asked for it in a shell asked for the token in it. Where the terminal takes
 * links it is clicked, and the token is not on screen.
 */
export function sayLink({href, shown, lacks}: Link, {out, takesLinks}: Session): void {
	out.result(takesLinks ? hyperlinked(shown, href) : href);
	if (lacks !== undefined) out.say(lacks);
}
