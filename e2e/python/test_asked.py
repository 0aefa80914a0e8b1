"""`rolecall can` and `rolecall simulate` beside what the server itself does, and what boto3 asks it."""

import json
import subprocess

import pytest
from support.policies import allow, deny, document, trust
from support.server import binary

ROLES = "arn:aws:iam::{account}:role/{name}"


def run(*words, environment=None, given=""):
    """The exit code, and what was printed."""
    command = [str(binary()), *words]
    done = subprocess.run(
        command, env=environment or {}, input=given, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout or done.stderr


@pytest.mark.parametrize(
    ("action", "decision", "code"),
    [("iam:GetRole", "allowed", 0), ("iam:DeleteRole", "explicitDeny", 1), ("iam:CreateRole", "implicitDeny", 1)],
)
def test_can_says_what_boto3_is_told(cloud, cli, action, decision, code):
    user = cloud.user(allow(["iam:Get*", "iam:DeleteRole"]), deny("iam:Delete*"))
    role = ROLES.format(account=cloud.account, name="r")
    asked = cloud.iam.simulate_principal_policy(PolicySourceArn=user.arn, ActionNames=[action], ResourceArns=[role])
    assert asked["EvaluationResults"][0]["EvalDecision"] == decision
    words = ["can", f"user/{user.name}", action, role, "--format", "json"]
    found, printed = run(*words, environment=cli.environment())
    assert (found, json.loads(printed)["decision"]) == (code, decision)


def test_what_is_simulated_is_what_happens(cloud):
    """A user, a role that trusts the account, and whether one may assume the other."""
    trust_policy = trust(cloud.root)
    role = cloud.role(trust_policy)
    assume = document(allow("sts:AssumeRole", role.arn))
    may, may_not = cloud.user(allow("sts:AssumeRole", role.arn)), cloud.user()
    lines = [
        {
            "id": user.name,
            "principal": user.arn,
            "action": "sts:AssumeRole",
            "resource": role.arn,
            "policies": {"identity": identity, "resource": trust_policy},
        }
        for user, identity in [(may, [assume]), (may_not, [])]
    ]
    code, printed = run("simulate", "--jsonl", given="\n".join(map(json.dumps, lines)))
    answers = {answer["id"]: answer["decision"] for answer in map(json.loads, printed.splitlines())}
    assert (code, answers) == (0, {may.name: "allowed", may_not.name: "implicitDeny"})
    assert cloud.client("sts", may.credentials).assume_role(RoleArn=role.arn, RoleSessionName="me")["Credentials"]
    with pytest.raises(cloud.sts.exceptions.ClientError, match="AccessDenied"):
        cloud.client("sts", may_not.credentials).assume_role(RoleArn=role.arn, RoleSessionName="me")


def test_what_is_formatted_means_the_same(tmp_path):
    path = tmp_path / "policy.json"
    path.write_text(document(allow(["s3:Get*", "s3:List*"], condition={"Bool": {"aws:SecureTransport": True}})))
    before = json.loads(path.read_text())
    assert run("policy", "fmt", "--check", str(path)) == (1, f"{path}\n")
    assert run("policy", "fmt", "--write", str(path)) == (0, "")
    assert run("policy", "fmt", "--check", str(path)) == (0, "")
    before["Statement"][0]["Condition"]["Bool"]["aws:SecureTransport"] = "true"
    assert json.loads(path.read_text()) == before
