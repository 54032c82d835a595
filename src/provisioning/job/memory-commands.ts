/** The commands of a state in memory, to a job of the same process. */
import type { CommandResult, PostedCommand, StateCommands } from "../ports/command.ts";

interface WaitingCommand {
  readonly posted: PostedCommand;
  readonly expires: string;
  taken: boolean;
  result: CommandResult | undefined;
}

/** Commands in the order in which they were posted. */
export class MemoryCommands implements StateCommands {
  readonly #commands = new Map<string, WaitingCommand>();

  async holder(): Promise<string | undefined> {
    return "this process";
  }

  async post(posted: PostedCommand, expires: string): Promise<void> {
    this.#commands.set(posted.id, { posted, expires, taken: false, result: undefined });
  }

  async take(now: string): Promise<PostedCommand | undefined> {
    for (const command of this.#commands.values()) {
      if (command.taken || command.expires <= now) continue;
      command.taken = true;
      return command.posted;
    }
    return undefined;
  }

  async complete(id: string, result: CommandResult): Promise<void> {
    const command = this.#commands.get(id);
    if (command !== undefined) command.result = result;
  }

  async result(id: string): Promise<CommandResult | undefined> {
    return this.#commands.get(id)?.result;
  }

  async isTaken(id: string): Promise<boolean> {
    return this.#commands.get(id)?.taken === true;
  }

  async withdraw(id: string): Promise<void> {
    this.#commands.delete(id);
  }
}
