"""A script slot of SerialEM without SerialEM: what its prelude and its text changes do to a script (protocol 13.2).

The script arrives on standard input. The module `serialem` is a stand-in that asks the test, over a socket, to send a
command to the virtual SerialEM; like the real one it connects anew at each command if its connection was displaced.
"""

import json
import socket
import sys
import types

bridge = socket.create_connection(("127.0.0.1", int(sys.argv[1]))).makefile("rw", encoding="utf-8")


class SEMerror(Exception):
    pass


def command(name):
    def call(*args):
        bridge.write(json.dumps([name, *args]) + "\n")
        bridge.flush()
        answer = json.loads(bridge.readline())
        if "error" in answer:
            raise SEMerror(answer["error"])
        return answer["reply"]

    return call


class Serialem(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return command(name)


sys.modules["serialem"] = serialem = Serialem("serialem")


def SEMprint(*args, **kwargs):
    print(*args, **kwargs, flush=True)


lines = sys.stdin.read().replace("\\", "\\\\").replace("print(", "SEMprint(").split("\n")
indented = "try:\n" + "\n".join("  " + line for line in lines) + "\n  pass\n"
handlers = """
except SystemExit:
  serialem.Exit(1)
except SEMerror:
  pass
except Exception:
  import traceback
  serialem.Exit(-1, traceback.format_exc())
"""
exec(compile(indented + handlers, "<stdin>", "exec"), {"SEMerror": SEMerror, "SEMprint": SEMprint, "serialem": serialem})
