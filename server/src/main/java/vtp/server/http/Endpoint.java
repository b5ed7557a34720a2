package vtp.server.http;

import java.io.IOException;

/** What answers the requests of one route. */
public interface Endpoint {
    /**
     * Answers a request.
     *
     * @throws Refusal if it cannot be answered
     * @throws vtp.loader.VtpException if what it sent cannot be read; the message goes to the client
     * @throws IOException if the client has gone
     */
    Reply answer(Call call) throws IOException, InterruptedException, Refusal;
}
