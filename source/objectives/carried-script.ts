import type {JsonObject} from '../model/json.ts';

/** A script of ours that a pod finds in a variable, which makes it readable wherever the pod is. */
export type CarriedScript = {
	/** Runs the script of the variable, in place of the shell: it is what is told to stop. */
	readonly command: string;
	/** The variable with a script, where the command is the one that runs it. */
	carrying(command: string | undefined, script: string): readonly JsonObject[];
};

export function carriedBy(variable: string): CarriedScript {
	const own = `exec python -c "$${variable}"`;
	return {
		command: own,
		carrying: (command, script) => (command === own ? [{name: variable, value: script}] : []),
	};
}

/** How a Handler of Python's http.server answers with JSON, and is served on $PORT until it is told to stop. */
export const answering = `    def answer(self, said):
        body = json.dumps(said).encode()
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
http.server.ThreadingHTTPServer(('', int(os.environ['PORT'])), Handler).serve_forever()
`;
