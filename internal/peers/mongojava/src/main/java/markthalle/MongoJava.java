package markthalle;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Runs mongo-java-server with its H2 backend on a loopback port, as a MongoDB-protocol
 * server for the store's conformance suite.
 *
 * <p>Arguments: the data file and the port (0 takes a free one). When it accepts
 * connections it prints one line, {@code ready mongodb://127.0.0.1:PORT/}. It stops on
 * SIGTERM and closes the file.
 *
 * <p>It proves the meaning of commands, neither write concern nor sharding.
 */
public final class MongoJava {
  private MongoJava() {}

  /**
   * What the server says of itself. The drivers of today refuse servers older than
   * wire version 8, and 13 is what a MongoDB 5.0 answers.
   */
  private static final class Version50 implements MongoVersion {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(5, 0, 0);
    }

    @Override
    public int getWireVersion() {
      return 13;
    }
  }

  public static void main(String[] args) throws Exception {
    if (args.length != 2) {
      System.err.println("usage: MongoJava FILE PORT");
      System.exit(2);
    }
    H2Backend backend = new H2Backend(args[0]);
    backend.version(new Version50());
    MongoServer server = new MongoServer(backend);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    server.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), Integer.parseInt(args[1])));
    System.out.println("ready mongodb://127.0.0.1:" + server.getLocalAddress().getPort() + "/");
    System.out.flush();
  }
}
