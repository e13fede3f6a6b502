import type { Socket } from "node:net";

import type { FastifyInstance } from "fastify";

/**
 * Ends connections on which nothing has come yet when the app begins to close. Clients open some for requests to come,
 * and Node counts one as idle only after its first request: closing would wait for it.
 */
export function endSilentConnections(app: FastifyInstance): void {
  const open = new Set<Socket>();
  app.server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
  });
  app.addHook("preClose", () => {
    for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
  });
}
