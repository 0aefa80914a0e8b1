"""`rolecall agent`: enrolment, the credentials of a host's workloads, outages and crashes."""

import base64
import json
import os
import stat
import time

import pytest
from support import workloads
from support.cloud import Cloud, fresh
from support.policies import trust
from support.server import ACCOUNT, REGION, Server
from support.workloads import Agent, call, client_environment, container, metadata

EC2 = {"Service": "ec2.amazonaws.com"}
TASKS = {"Service": "ecs-tasks.amazonaws.com"}


def instance_arn():
    return f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-{fresh('0').replace('-', 'a')}"


def task_arn():
    return f"arn:aws:ecs:{REGION}:{ACCOUNT}:task/default/{fresh('task')}"


def join_token(cloud):
    made = call(cloud, "CreateJoinToken", HostName=fresh("host"))
    return f"{made['JoinTokenId']}:{made['JoinToken']}"


class Host:
    """A host with an instance and two tasks, each of a role of its own, enrolled and served by an agent."""

    def __init__(self, cloud, state):
        self.cloud = cloud
        self.state = state
        self.instance, self.task, self.other = instance_arn(), task_arn(), task_arn()
        self.roles = [cloud.role(trust(EC2)), *(cloud.role(trust(TASKS)) for _ in range(3))]
        profile = fresh("profile")
        cloud.iam.create_instance_profile(InstanceProfileName=profile)
        cloud.iam.add_role_to_instance_profile(InstanceProfileName=profile, RoleName=self.roles[0].name)
        tags = [{"Key": "team", "Value": "blue"}]
        call(cloud, "RegisterWorkload", WorkloadArn=self.instance, InstanceProfileName=profile, Tags=tags)
        names = {"RoleName": self.roles[1].name, "ExecutionRoleName": self.roles[3].name}
        call(cloud, "RegisterWorkload", WorkloadArn=self.task, **names)
        call(cloud, "RegisterWorkload", WorkloadArn=self.other, RoleName=self.roles[2].name)

    def agent(self, token=None, ports=(0, 0, 0)):
        flags = []
        for flag, arn, port in zip(("--instance", "--task", "--task"), self.workloads(), ports):
            flags += [flag, f"{arn}=127.0.0.1:{port}"]
        return Agent(self.cloud.server, self.state, *flags, token=token)

    def workloads(self):
        return [self.instance, self.task, self.other]

    def bind(self, agent):
        """Assigns every workload to the host that the agent enrolled."""
        host = json.loads((self.state / "host.json").read_text())["HostId"]
        for arn in self.workloads():
            assert call(self.cloud, "AssignWorkload", WorkloadArn=arn, HostId=host) != "ResourceNotFoundException"
        return host


@pytest.fixture
def host(cloud, tmp_path):
    return Host(cloud, tmp_path / "state")


def role_of(answer):
    status, text = answer
    return json.loads(text)["RoleArn"] if status == 200 else status


@pytest.mark.parametrize("client", workloads.CLIENTS)
def test_an_enrolled_host_serves_its_workloads_to_unmodified_clients(host, cloud, server, environment, client):
    with host.agent(join_token(cloud)) as agent:
        host.bind(agent)
        for whom, role in (
            (f"instance {host.instance}", host.roles[0]),
            (f"containers of the task {host.task}", host.roles[1]),
            (f"containers of the task {host.other}", host.roles[2]),
            (f"starter of the task {host.task}", host.roles[3]),
        ):
            arn = client(client_environment(server.endpoint, environment, **agent.variables(whom)))
            assert f":assumed-role/{role.name}/" in arn, arn
        assert agent.stop() == 0


def test_what_is_kept_is_private_and_holds_no_join_token(host, cloud):
    token = join_token(cloud)
    with host.agent(token):
        assert stat.S_IMODE(host.state.stat().st_mode) == 0o700
        for path in host.state.iterdir():
            assert path.name == "lock" or stat.S_IMODE(path.stat().st_mode) == 0o600, path
            assert token.split(":")[1].encode() not in path.read_bytes()


def test_a_join_token_enrols_one_host(host, cloud, tmp_path):
    token = join_token(cloud)
    with host.agent(token):
        second = Agent(cloud.server, tmp_path / "second", token=token).start()
        assert second.stop() == 1
        assert "cannot enrol this host" in "".join(second.output)
    with host.agent("RCJAAAAAAAAAAAAAAAAA:no-token-of-this-server") as again:
        assert again.output[-1] == "ready\n", "an enrolled host needs none"


def test_a_host_gets_nothing_for_workloads_of_another(host, cloud, tmp_path):
    flags = ["--instance", f"{host.instance}=127.0.0.1:0"]
    stranger = Agent(cloud.server, tmp_path / "stranger", *flags, token=join_token(cloud))
    with host.agent(join_token(cloud)) as agent, stranger:
        host.bind(agent)
        for served, expected in ((agent, '"Success"'), (stranger, '"AssumeRoleUnauthorizedAccess"')):
            base = served.variables("instance")["AWS_EC2_METADATA_SERVICE_ENDPOINT"]
            assert expected in metadata(base, "meta-data/iam/info")[1]


def test_one_task_cannot_fetch_for_another_nor_for_its_starter(host, cloud):
    with host.agent(join_token(cloud)) as agent:
        host.bind(agent)
        own, other = (agent.variables(f"containers of the task {arn}") for arn in (host.task, host.other))
        starter = agent.variables(f"starter of the task {host.task}")
        for place in (other, starter):
            mixed = own | {"AWS_CONTAINER_CREDENTIALS_FULL_URI": place["AWS_CONTAINER_CREDENTIALS_FULL_URI"]}
            assert container(mixed)[0] == 401
        assert role_of(container(own)) == host.roles[1].arn


def test_a_killed_agent_serves_again_without_a_token(host, cloud, server, environment):
    agent = host.agent(join_token(cloud)).start()
    host.bind(agent)
    whom = [f"instance {host.instance}", f"containers of the task {host.task}", f"containers of the task {host.other}"]
    before = [agent.variables(name) for name in whom]
    urls = [next(value for name, value in told.items() if value.startswith("http")) for told in before]
    agent.kill()
    with host.agent(ports=[url.split(":")[2].split("/")[0] for url in urls]) as again:
        assert [again.variables(name) for name in whom] == before, "what containers were told is still right"
        assert metadata(before[0]["AWS_EC2_METADATA_SERVICE_ENDPOINT"], "meta-data/tags/instance/team") == (200, "blue")
        for told, role in zip(before, host.roles):
            arn = workloads.by_boto3(client_environment(server.endpoint, environment, **told))
            assert f":assumed-role/{role.name}/" in arn


def test_a_renewal_whose_answer_was_lost_leaves_the_host_its_identity(host, cloud):
    file = host.state / "host.json"
    with host.agent(join_token(cloud)) as agent:
        host.bind(agent)
    enrolled = json.loads(file.read_text())
    # As an agent leaves it that was killed after it had told the server the next key.
    told = enrolled | {"NextKey": base64.b64encode(os.urandom(32)).decode()}
    keys = [enrolled["Key"]]
    for _ in range(2):
        file.write_text(json.dumps(told))
        with host.agent() as agent:
            assert role_of(container(agent.variables(f"containers of the task {host.task}"))) == host.roles[1].arn
        kept = json.loads(file.read_text())
        assert "NextKey" not in kept and kept["HostId"] == enrolled["HostId"]
        keys.append(kept["Key"])
    assert keys[1] == told["NextKey"], "the server knew the old key and was told the next one"
    assert keys[2] not in keys[:2], "the server knew the next key already and was told another"


def test_two_agents_do_not_share_a_state(host, cloud):
    with host.agent(join_token(cloud)):
        second = host.agent().start()
        assert second.stop() == 1 and "another agent" in "".join(second.output)


def test_a_swap_shows_and_a_removed_host_has_nothing(host, cloud):
    with host.agent(join_token(cloud)) as agent:
        id = host.bind(agent)
        own = agent.variables(f"containers of the task {host.task}")
        assert role_of(container(own)) == host.roles[1].arn
        call(cloud, "SwapWorkloadRole", WorkloadArn=host.task, RoleName=host.roles[2].name)
        assert soon(lambda: role_of(container(own)), host.roles[2].arn)
        call(cloud, "RemoveHost", HostId=id)
        assert soon(lambda: role_of(container(own)), 403)


def soon(ask, expected):
    """Answers may be used again for a second or two."""
    deadline = time.monotonic() + 10
    while (found := ask()) != expected and time.monotonic() < deadline:
        time.sleep(0.2)
    return found == expected


def test_an_unreachable_server_leaves_what_was_cached(tmp_path, environment):
    with Server(tmp_path / "data") as server:
        host = Host(Cloud(server), tmp_path / "state")
        with host.agent(join_token(host.cloud)) as agent:
            host.bind(agent)
            own, other = (agent.variables(f"containers of the task {arn}") for arn in (host.task, host.other))
            assert role_of(container(own)) == host.roles[1].arn
            address = server.endpoint.split("//")[1]
            server.kill()
            assert role_of(container(own)) == host.roles[1].arn, "cached"
            status, told = container(other)
            assert (status, json.loads(told)["code"]) == (503, "ServiceUnavailable"), "never fetched"
            server.start(address)
            assert soon(lambda: role_of(container(other)), host.roles[2].arn)


def test_an_agent_without_identity_and_token_says_so(cloud, tmp_path):
    agent = Agent(cloud.server, tmp_path / "state").start()
    assert agent.stop() == 2
    assert "this host is not enrolled" in "".join(agent.output)
