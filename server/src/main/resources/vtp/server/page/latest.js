/**
 * Runs the latest of many wishes: one at a time, and of those that come meanwhile the last alone.
 * A run that a newer wish makes useless is aborted if it takes a signal.
 */
export class Latest {
  #run;
  #current = null;
  #abort;

  /** abort: whether a newer wish ends the present run at once, rather than after it. */
  constructor(run, abort = true) {
    this.#run = run;
    this.#abort = abort;
  }

  #next = null;

  wish(...wanted) {
    this.#next = wanted;
    if (!this.#current) {
      this.#go();
    } else if (this.#abort) {
      this.#current.abort();
    }
  }

  /** Forgets what was wished for. */
  cancel() {
    this.#next = null;
    this.#current?.abort();
  }

  async #go() {
    while (this.#next) {
      const wanted = this.#next;
      this.#next = null;
      this.#current = new AbortController();
      try {
        await this.#run(this.#current.signal, ...wanted);
      } catch (e) {
        if (e.name !== 'AbortError') {
          this.#current = null;
          report(e);
          continue;
        }
      }
      this.#current = null;
    }
  }
}

const problem = document.getElementById('problem');

export function report(error) {
  problem.textContent = error.message;
  problem.hidden = false;
}

export function clearProblem() {
  problem.hidden = true;
}

/** Calls back once nothing has happened for a while. */
export function calm(millis, call) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, millis);
  };
}

/** Shows in the footer how long a click took until its picture stood there. */
export function timed(what, started) {
  requestAnimationFrame(() => {
    const millis = performance.now() - started;
    performance.measure(what, {start: started});
    document.getElementById('timing').textContent = `${what} in ${Math.round(millis)} ms`;
  });
}
