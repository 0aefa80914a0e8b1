//! Endpoints of workloads, found by the default chain of the AWS SDK for Rust.

use rolecall_sdk_tests::policies::{allow, trust_service};
use rolecall_sdk_tests::{ACCOUNT, Server};

const WHOAMI: &str = env!("CARGO_BIN_EXE_whoami");

#[tokio::test]
async fn an_instance_and_a_task_find_their_roles() {
    let server = Server::with_workloads(&["--instance", "web=127.0.0.1:0", "--task", "app=127.0.0.1:0"]);
    let admin = server.admin();
    admin.create_role("web", &trust_service("ec2.amazonaws.com"), &allow("iam:GetRole")).await;
    admin.create_role("app", &trust_service("ecs-tasks.amazonaws.com"), &allow("iam:GetRole")).await;
    admin.iam.create_instance_profile().instance_profile_name("web").send().await.unwrap();
    admin.iam.add_role_to_instance_profile().instance_profile_name("web").role_name("web").send().await.unwrap();

    let instance = server.whoami(WHOAMI, "instance web");
    assert!(instance.starts_with(&format!("arn:aws:sts::{ACCOUNT}:assumed-role/web/i-")), "{instance}");
    let task = server.whoami(WHOAMI, "task app");
    assert!(task.starts_with(&format!("arn:aws:sts::{ACCOUNT}:assumed-role/app/")), "{task}");
}
