package dev.taskcast.bench.peer;

import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** The smallest application in the gateway's container: it shows what the container itself keeps for a connection. */
@ServerEndpoint("/ws")
public final class BareEndpoint {
    /** Welcomes every client. */
    @OnOpen
    public void open(Session session) {
        session.getAsyncRemote().sendText("{\"type\":\"welcome\"}");
    }
}
