// Loaded into what `npm run dev` starts, ahead of the program itself: when `npm run dev` is gone, even by `kill -9`, the
// program ends as at Ctrl-C. What the program itself starts loads this too, and has a channel and rules of its own.
if (process.channel !== undefined && process.env.PLINTH_DEV_PARENT === String(process.ppid)) {
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  // Listening alone must not keep the program alive.
  process.channel.unref();
}
