package vtp.server.http;

import java.io.IOException;
import java.util.Map;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers what is no HTTP, and so never reaches the {@link FrontDoor}, in the form of that one's refusals. */
public final class HttpErrors implements Request.Handler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Object said = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        String message = status >= 500 || said == null ? "this cannot be answered" : "this is no HTTP: " + said;
        try {
            Replies.send(request, response, Replies.of(new Refusal(status, "bad_http", message)), Map.of());
            callback.succeeded();
        } catch (IOException | InterruptedException e) {
            callback.failed(e);
        }
        return true;
    }
}
