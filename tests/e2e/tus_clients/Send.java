import io.tus.java.client.TusClient;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.File;
import java.net.URL;
import java.util.Map;

/** Sends a file with tus-java-client: {@code Send FILE COOKIE CSRF [CHUNK_SIZE URL]…}. */
public class Send {
    public static void main(String[] args) throws Exception {
        TusClient client = new TusClient();
        client.setHeaders(Map.of("Cookie", args[1], "X-CSRF-Token", args[2]));
        for (int at = 3; at < args.length; at += 2) {
            TusUpload upload = new TusUpload(new File(args[0]));
            TusUploader uploader =
                client.beginOrResumeUploadFromURL(upload, new URL(args[at + 1]));
            uploader.setChunkSize(1 << 20);
            uploader.setRequestPayloadSize(Integer.parseInt(args[at]));
            while (uploader.uploadChunk() > -1) {
                continue;
            }
            uploader.finish();
        }
    }
}
